@echo off
rem Installs camket for the user who runs this, without network and without administrator rights.
rem This file is plain ASCII; what is shown is read from thong-bao, which is UTF-8.
chcp 65001 >nul
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "TARGET=%USERPROFILE%\.camket"
set "PY="
for %%V in (@PYTHONS@) do if not defined PY py -%%V "%HERE%tep\co-dung-duoc.py" @VERSIONS@ >nul 2>&1 && set "PY=py -%%V"
if not defined PY python "%HERE%tep\co-dung-duoc.py" @VERSIONS@ >nul 2>&1 && set "PY=python"
if not defined PY goto no_python
type "%HERE%thong-bao\dang-cai.txt"
%PY% -m venv --clear "%TARGET%\moi-truong" || goto failed
"%TARGET%\moi-truong\Scripts\python.exe" -m pip install --quiet --no-index --disable-pip-version-check --find-links "%HERE%tep" camket || goto failed
if not exist "%TARGET%\bin" mkdir "%TARGET%\bin" || goto failed
copy /y "%TARGET%\moi-truong\Scripts\camket.exe" "%TARGET%\bin\camket.exe" >nul || goto failed
"%TARGET%\moi-truong\Scripts\python.exe" "%HERE%tep\them-vao-path.py" "%TARGET%\bin" || goto failed
"%TARGET%\bin\camket.exe" --version || goto failed
type "%HERE%thong-bao\da-xong.txt"
pause
exit /b 0
:no_python
type "%HERE%thong-bao\chua-co-python.txt"
pause
exit /b 2
:failed
type "%HERE%thong-bao\khong-cai-duoc.txt"
pause
exit /b 2
