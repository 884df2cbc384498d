"""What every app needs: errors, jobs, live events, files, audit, limits, mail, crypto, htmx, paging."""
