#!/bin/bash
# Serves archives of samples/ and of hostile pages, and asks for every address.
exec python3 "$(dirname "$0")/check.py"
