# For the scripts beside it: `python_with MODULE PACKAGE…` sets PYTHON to a Python that has the module. If the machine's has not, the packages are
# installed from PyPI in a folder that ends with the script, or stay in $EXMODEL_PYTHON_CACHE.
python_with() {
  local module=$1; shift
  PYTHON=${PYTHON:-python3}
  "$PYTHON" -c "import $module" 2>/dev/null && return
  local folder=${EXMODEL_PYTHON_CACHE:-$FOLDER}/python-$module
  PYTHON=$folder/bin/python
  [ -x "$PYTHON" ] && "$PYTHON" -c "import $module" 2>/dev/null && return
  python3 -m venv "$folder" && "$PYTHON" -m pip install --quiet "$@"
}
