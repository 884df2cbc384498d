#!/bin/sh
# Starts one role: `embedded` is the whole product under its supervisor, any other word a line of the Procfile.
set -eu
role="${1:-embedded}"
if [ "$role" = embedded ]; then exec python -m bi_platform.run; fi
line=$(sed -n "s/^${role}: //p" Procfile)
if [ -z "$line" ]; then
  echo "There is no role \"$role\". Roles: embedded, $(sed -n 's/^\([a-z]*\): .*/\1/p' Procfile | paste -sd, - | sed 's/,/, /g')." >&2
  exit 64
fi
eval "exec $line"
