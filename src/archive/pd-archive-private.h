/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive/pd-archive.h"

G_BEGIN_DECLS

/** What the name of a file begins with until all of it is on the disk. */
#define PD_ARCHIVE_UNFINISHED ".new-"

gboolean pd_archive_fail (const char *path, int code, GError **error);
int pd_archive_open_folder (int above, const char *name, gboolean create, GError **error);
char *pd_archive_hash_at (int folder, const char *name, GCancellable *cancellable, GError **error);

G_END_DECLS
