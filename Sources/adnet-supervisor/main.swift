import CLinux
import Supervisor

adnet_exit(superviseFromCommandLine())
