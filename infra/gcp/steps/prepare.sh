#!/usr/bin/env bash
# In Cloud Build: what the later steps need in their image and in /workspace.
set -euo pipefail
cd "$(dirname "$0")/../../.."
command -v make > /dev/null || { apt-get -qq update && apt-get -qq install -y make; }
python3 -c 'import ensurepip' || { apt-get -qq update && apt-get -qq install -y python3-venv; }
make .venv/ready
