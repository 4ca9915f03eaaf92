/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

/* A disk that fails on request: it stands before SQLite's own and becomes the default of the process. */
void fault_vfs_register (void);
/* Lets @n more writes (and truncations and synchronisations) pass, then fails every one with @code. -1: none fails. */
void fault_vfs_fail_after (int n, int code);
/* How many have been refused since the last fault_vfs_fail_after(). */
int fault_vfs_refused (void);
