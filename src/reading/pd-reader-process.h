/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "reading/pd-reader.h"

G_BEGIN_DECLS

/** PdReaderProcess: a running reader and the pipes to it. */
typedef struct
{
  GPid pid;
  int to;   /* (owned) not blocking */
  int from; /* (owned) not blocking */
  PdReaderWalls walls;
} PdReaderProcess;

PdReaderProcess *pd_reader_process_new (const char *program, GError **error);
void pd_reader_process_free (PdReaderProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReaderProcess, pd_reader_process_free)

gboolean pd_reader_process_write (PdReaderProcess *self,
                                  const void *data,
                                  gsize size,
                                  gint64 deadline,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean pd_reader_process_read (PdReaderProcess *self,
                                 void *data,
                                 gsize size,
                                 gint64 deadline,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
