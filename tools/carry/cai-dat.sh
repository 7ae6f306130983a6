#!/bin/sh
# Installs camket for the user who runs this, without network and without administrator rights.
here=$(cd "$(dirname "$0")" && pwd)
target=${HOME}/.camket
py=
for version in @PYTHONS@; do
  if [ -z "$py" ] && "python$version" "$here/tep/co-dung-duoc.py" @VERSIONS@ >/dev/null 2>&1; then py=python$version; fi
done
if [ -z "$py" ] && python3 "$here/tep/co-dung-duoc.py" @VERSIONS@ >/dev/null 2>&1; then py=python3; fi
if [ -z "$py" ]; then cat "$here/thong-bao/chua-co-python.txt"; exit 2; fi
cat "$here/thong-bao/dang-cai.txt"
if "$py" -m venv --clear "$target/moi-truong" &&
  "$target/moi-truong/bin/python" -m pip install --quiet --no-index --disable-pip-version-check --find-links "$here/tep" camket &&
  mkdir -p "$HOME/.local/bin" &&
  ln -sf "$target/moi-truong/bin/camket" "$HOME/.local/bin/camket" &&
  "$HOME/.local/bin/camket" --version
then cat "$here/thong-bao/da-xong.txt"
else cat "$here/thong-bao/khong-cai-duoc.txt"; exit 2
fi
