/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The files of received invoices as they came, on this computer: archive/<company>/<YYYY-MM>/<sha256>.<ext>. A file has
 * its name only when all of it is on the disk, and nobody changes it afterwards. */

/** Where the month of an invoice without a date goes. */
#define PD_ARCHIVE_UNDATED "undated"

/** PdArchive: the archive of one company. One thread at a time. */
typedef struct _PdArchive PdArchive;

/** PdArchiveStanding: how a file of the archive is. */
typedef enum
{
  PD_ARCHIVE_GOOD,
  PD_ARCHIVE_CHANGED, /* its content is not what its name says */
  PD_ARCHIVE_STRANGE, /* nothing that the archive made: a link, a folder, another name */
  PD_ARCHIVE_UNREADABLE
} PdArchiveStanding;

/** PdArchiveEntry: what lies in the archive. */
typedef struct
{
  char *path;   /* (owned): from the archive's folder on, "<company>/<month>/<name>" */
  char *sha256; /* (owned) (nullable): as its name says */
  gint64 size;  /* bytes */
  PdArchiveStanding standing;
} PdArchiveEntry;

PdArchive *pd_archive_open (const char *data_dir, const char *company, GError **error);
void pd_archive_free (PdArchive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdArchive, pd_archive_free)

char *pd_archive_file (PdArchive *self, GBytes *bytes, const char *month, const char *name, GError **error);
char *pd_archive_folder (const char *data_dir);
GPtrArray *pd_archive_list (const char *data_dir, gboolean check, GCancellable *cancellable, GError **error);

G_END_DECLS
