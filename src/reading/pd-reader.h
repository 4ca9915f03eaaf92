/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-read-invoice.h"

G_BEGIN_DECLS

/** PdReader: a process in which files from outside are read, so that nothing in them can harm this one. Safe to use
 * from any thread; files are read one after another. */
typedef struct _PdReader PdReader;

/** How long one file may take, microseconds. */
#define PD_READER_TIMEOUT (60 * G_USEC_PER_SEC)

/**
 * PdReaderWalls:
 * @PD_READER_WALLS_FILTER: the process may neither write files nor reach a network
 * @PD_READER_WALLS_SANDBOX: it does not even see the files of the person
 *
 * What stands between a hostile file and the person's own files.
 */
typedef enum
{
  PD_READER_WALLS_FILTER,
  PD_READER_WALLS_SANDBOX,
} PdReaderWalls;

PdReader *pd_reader_new (const char *program);
void pd_reader_free (PdReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReader, pd_reader_free)

void pd_reader_set_timeout (PdReader *self, gint64 timeout);
PdReaderWalls pd_reader_get_walls (PdReader *self);

PdReading *
pd_reader_read (PdReader *self, GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
GPtrArray *pd_reader_check_signatures (PdReader *self,
                                       GBytes *bytes,
                                       const char *name,
                                       GCancellable *cancellable,
                                       GError **error);
void pd_reader_read_async (PdReader *self,
                           GBytes *bytes,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
PdReading *pd_reader_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
