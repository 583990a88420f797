#!/bin/bash
# What readers and editors do through the server: propose, review, undo, save, be told, report an image.
exec python3 "$(dirname "$0")/check.py"
