"""What `make bench` runs: each module measures one promise beside its reference and returns rows of the table."""
