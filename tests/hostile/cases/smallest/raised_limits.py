# Limits are raised again.
# %% q1
import resource

x = 4
for kind in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        x = 3
    except (OSError, ValueError):
        pass
