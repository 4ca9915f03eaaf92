/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** How long a file's size has to be still before it is taken, microseconds: what is being written is not whole. */
#define PD_WATCH_STILL (2 * G_USEC_PER_SEC)

/** PdWatchFolder: a folder in which new files are looked for. Nothing in it is ever moved, changed or deleted. */
typedef struct _PdWatchFolder PdWatchFolder;

/**
 * PdWatchFunc:
 * @files: (element-type GFile): files that are whole now and were not marked before
 * @error: (nullable): instead of files, why the folder cannot be watched; told once
 */
typedef void (*PdWatchFunc) (GPtrArray *files, const GError *error, gpointer data);

PdWatchFolder *pd_watch_folder_new (GFile *folder, const char *seen_path, PdWatchFunc func, gpointer data);
void pd_watch_folder_free (PdWatchFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdWatchFolder, pd_watch_folder_free)
void pd_watch_folder_mark (PdWatchFolder *self, GPtrArray *files);

G_END_DECLS
