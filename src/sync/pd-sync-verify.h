/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

/** PdSyncVerify: the company's connection for verification, as the platform tells it; the secret is never told. */
typedef struct
{
  gboolean set_up;
  gint64 waiting; /* questions that have not been answered */
  char *app_id;   /* (nullable) */
  gboolean has_secret;
  gint64 held_until; /* microseconds since 1970; 0: the provider is reached */
  char *reason;      /* (nullable) why verification is held */
} PdSyncVerify;

void pd_sync_verify_free (PdSyncVerify *verify);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncVerify, pd_sync_verify_free)

char *pd_sync_verify_held_sentence (const PdSyncVerify *verify);
void pd_sync_service_get_verify_async (PdSyncService *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
PdSyncVerify *pd_sync_service_get_verify_finish (PdSyncService *self, GAsyncResult *result, GError **error);
GBytes *pd_sync_verify_to_body (const char *app_id, const char *secret);
void pd_sync_service_put_verify_async (PdSyncService *self,
                                       GBytes *body,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
PdSyncVerify *pd_sync_service_put_verify_finish (PdSyncService *self, GAsyncResult *result, GError **error);

G_END_DECLS
