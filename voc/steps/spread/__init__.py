"""Reading in other processes, of this machine or of others, with the findings of one."""
