/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/pd-store.h"
#include "sync/pd-sync-blobs.h"
#include "sync/pd-sync-reconcile.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-waiting.h"

G_BEGIN_DECLS

/**
 * PdSyncState: what a person is told.
 * @PD_SYNC_STATE_SIGNED_OUT: nobody is signed in
 * @PD_SYNC_STATE_OFFLINE: there is no network, or the person works without it
 * @PD_SYNC_STATE_UP_TO_DATE: all is sent and received
 * @PD_SYNC_STATE_SYNCING: it is under way
 * @PD_SYNC_STATE_WAITING: it failed and will be tried again
 * @PD_SYNC_STATE_SIGN_IN_EXPIRED: the person has to sign in again
 * @PD_SYNC_STATE_CERTIFICATE: the platform's certificate is not trusted
 * @PD_SYNC_STATE_REFUSED: the platform refuses this user
 * @PD_SYNC_STATE_REMOVALS: the platform takes away so much that a person has to look first
 */
typedef enum
{
  PD_SYNC_STATE_SIGNED_OUT,
  PD_SYNC_STATE_OFFLINE,
  PD_SYNC_STATE_UP_TO_DATE,
  PD_SYNC_STATE_SYNCING,
  PD_SYNC_STATE_WAITING,
  PD_SYNC_STATE_SIGN_IN_EXPIRED,
  PD_SYNC_STATE_CERTIFICATE,
  PD_SYNC_STATE_REFUSED,
  PD_SYNC_STATE_REMOVALS
} PdSyncState;

#define PD_TYPE_SYNC_STATE (pd_sync_state_get_type ())
GType pd_sync_state_get_type (void);

#define PD_TYPE_SYNC_SERVICE (pd_sync_service_get_type ())
G_DECLARE_FINAL_TYPE (PdSyncService, pd_sync_service, PD, SYNC_SERVICE, GObject)

PdSyncService *pd_sync_service_new (PdStore *store);
PdSyncState pd_sync_service_get_state (PdSyncService *self);
guint pd_sync_service_get_waiting (PdSyncService *self);
guint pd_sync_service_get_conflicts (PdSyncService *self);
guint pd_sync_service_get_sent (PdSyncService *self);
guint pd_sync_service_get_received (PdSyncService *self);
gint64 pd_sync_service_get_last_success (PdSyncService *self);
gint64 pd_sync_service_get_next_try (PdSyncService *self);
PdSyncFailure pd_sync_service_get_failure (PdSyncService *self);
const char *pd_sync_service_get_message (PdSyncService *self);
const char *pd_sync_service_get_user (PdSyncService *self);
const char *pd_sync_service_get_role (PdSyncService *self);
const char *pd_sync_service_get_company (PdSyncService *self);
const char *pd_sync_service_get_server (PdSyncService *self);
void pd_sync_service_get_situation (PdSyncService *self, PdSyncSituation *situation);
gboolean pd_sync_service_get_live (PdSyncService *self);
gboolean pd_sync_service_get_offline (PdSyncService *self);
void pd_sync_service_set_offline (PdSyncService *self, gboolean offline);
void pd_sync_service_set_interval (PdSyncService *self, guint seconds);
void pd_sync_service_set_takes_over (PdSyncService *self, gboolean takes_over);
void pd_sync_service_set_token_file (PdSyncService *self, const char *path);

void pd_sync_service_sign_in_async (PdSyncService *self,
                                    const char *server,
                                    const char *ca_file,
                                    const char *user,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean pd_sync_service_sign_in_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_restore_async (PdSyncService *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean pd_sync_service_restore_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_sign_out_async (PdSyncService *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean pd_sync_service_sign_out_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_sync_async (PdSyncService *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean pd_sync_service_sync_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_keep_since_async (PdSyncService *self,
                                       guint year,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean pd_sync_service_keep_since_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_allow_removals (PdSyncService *self);
void pd_sync_service_start (PdSyncService *self);
void pd_sync_service_stop (PdSyncService *self);
void pd_sync_service_fetch_file_async (PdSyncService *self,
                                       const char *sha256,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GBytes *pd_sync_service_fetch_file_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_give_back_async (PdSyncService *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean pd_sync_service_give_back_finish (PdSyncService *self,
                                           GAsyncResult *result,
                                           guint *n_taken,
                                           guint *n_left,
                                           GError **error);

/** PdSyncProgress: told what a long work does now, in a sentence. */
typedef void (*PdSyncProgress) (const char *sentence, gpointer data);

void pd_sync_service_reconcile_async (PdSyncService *self,
                                      gboolean repair,
                                      PdSyncProgress progress,
                                      gpointer progress_data,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
PdReconcileReport *
pd_sync_service_reconcile_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_find_async (PdSyncService *self,
                                 const char *text,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *pd_sync_service_find_finish (PdSyncService *self, GAsyncResult *result, GError **error);

PdSyncBlobs *pd_sync_service_get_blobs (PdSyncService *self);

G_END_DECLS
