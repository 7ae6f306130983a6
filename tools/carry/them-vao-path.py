"""Put a folder on the user's own PATH in the Windows registry, once; nothing else in the value is changed.

setx would cut a PATH of more than 1,024 characters and mix it with that of the machine. The kind of the value stays as it is,
so that %USERPROFILE% in it is still replaced.
"""

import sys
import winreg


def with_folder(path, folder):
    """Return a PATH with `folder` at its end; the same PATH where it is there already."""
    there = [part.strip().strip('"').rstrip("\\").lower() for part in path.split(";")]
    if folder.rstrip("\\").lower() in there:
        return path
    return path + ("" if not path or path.endswith(";") else ";") + folder


def main(folder):
    """Change the value, and tell open windows; a console that is open keeps its old PATH."""
    with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, "Environment", 0, winreg.KEY_READ | winreg.KEY_WRITE) as key:
        try:
            path, kind = winreg.QueryValueEx(key, "Path")
        except FileNotFoundError:
            path, kind = "", winreg.REG_EXPAND_SZ
        if not isinstance(path, str):
            return 1
        new = with_folder(path, folder)
        if new == path:
            return 0
        winreg.SetValueEx(key, "Path", 0, kind, new)
    import ctypes

    ctypes.windll.user32.SendMessageTimeoutW(0xFFFF, 0x001A, 0, "Environment", 0x0002, 2000, None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
