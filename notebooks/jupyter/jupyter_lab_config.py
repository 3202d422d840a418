"""How JupyterLab opens these notebooks: on the first one, asking no network for anything.

It holds for a JupyterLab started with JUPYTER_CONFIG_PATH=notebooks/jupyter, as `make lab` starts it. What the page itself
asks for (news, updates, extensions) is in labconfig/ beside this file. Figures draw without any setting.
"""

from pathlib import Path

c = get_config()  # noqa: F821 -- Jupyter gives it

# notebooks/ would hide the folders that the notebooks read from and write to
c.ServerApp.root_dir = str(Path(__file__).parents[2])
c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"

# The server fetches these for the page.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"  # the other one lists and installs what is on PyPI

# Neither may markup in an article fetch anything where a notebook shows it. To some browsers the sockets of kernels are not 'self'.
c.ServerApp.tornado_settings = {
    "headers": {
        "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
        "connect-src 'self' data: ws://localhost:* ws://127.0.0.1:*; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    }
}

c.KernelManager.transport_encryption = "auto"  # else each kernel warns that others on this machine could listen
