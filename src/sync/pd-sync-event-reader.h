/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdSyncEventReader: takes a stream of server-sent events apart, however the network has cut it. */
typedef struct _PdSyncEventReader PdSyncEventReader;

/** PdSyncHeadFunc: @epoch: which history; @head: its newest sequence. */
typedef void (*PdSyncHeadFunc) (const char *epoch, gint64 head, gpointer user_data);

PdSyncEventReader *pd_sync_event_reader_new (PdSyncHeadFunc func, gpointer user_data);
void pd_sync_event_reader_free (PdSyncEventReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncEventReader, pd_sync_event_reader_free)
gboolean pd_sync_event_reader_feed (PdSyncEventReader *reader, const char *bytes, gsize size);

G_END_DECLS
