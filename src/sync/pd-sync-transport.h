/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync/pd-sync-engine.h"

G_BEGIN_DECLS

/* Errors carry a PdSyncFailure as their code and a sentence for a person as their message. */
#define PD_SYNC_ERROR (pd_sync_error_quark ())
GQuark pd_sync_error_quark (void);

#define PD_TYPE_SYNC_TRANSPORT (pd_sync_transport_get_type ())
G_DECLARE_FINAL_TYPE (PdSyncTransport, pd_sync_transport, PD, SYNC_TRANSPORT, GObject)

PdSyncTransport *pd_sync_transport_new (const char *server, const char *ca_file, GError **error);
void pd_sync_transport_set_token (PdSyncTransport *self, const char *token);
gboolean pd_sync_transport_get_compresses (PdSyncTransport *self);
void pd_sync_transport_set_compresses (PdSyncTransport *self, gboolean compresses);
void pd_sync_transport_set_last_success (PdSyncTransport *self, gint64 time);
char *pd_sync_transport_dup_clock_sentence (PdSyncTransport *self);
void pd_sync_transport_send_async (PdSyncTransport *self,
                                   const char *method,
                                   const char *path,
                                   GBytes *body,
                                   gsize max_bytes,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GBytes *pd_sync_transport_send_finish (PdSyncTransport *self,
                                       GAsyncResult *result,
                                       gint64 *retry_after,
                                       GError **error);
void pd_sync_transport_send_bytes_async (PdSyncTransport *self,
                                         const char *method,
                                         const char *path,
                                         const char *range,
                                         GBytes *bytes,
                                         gsize max_bytes,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gint64 pd_sync_transport_get_number (GAsyncResult *result, const char *header);
char *pd_sync_transport_dup_header (GAsyncResult *result, const char *header);
guint pd_sync_transport_get_status (GAsyncResult *result);
char *pd_sync_transport_dup_code (GAsyncResult *result);
void pd_sync_transport_open_async (PdSyncTransport *self,
                                   const char *path,
                                   const char *type,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GInputStream *pd_sync_transport_open_finish (PdSyncTransport *self,
                                             GAsyncResult *result,
                                             gint64 *retry_after,
                                             GError **error);

G_END_DECLS
