/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

/** PdSyncGateway: the company's connection to a provider, as the platform tells it; the secret is never told. */
typedef struct
{
  gboolean set_up;     /* the company has one of its own */
  char *gateway;       /* (nullable) "nuonuo" */
  char *app_key;       /* (nullable) */
  char *clerk;         /* (nullable) who issues */
  char *extension;     /* (nullable) */
  gint64 pace;         /* microseconds between two calls; 0: what the provider asks for */
  gboolean has_secret; /* the platform keeps one for this application */
} PdSyncGateway;

void pd_sync_gateway_free (PdSyncGateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncGateway, pd_sync_gateway_free)

void pd_sync_service_get_gateway_async (PdSyncService *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
PdSyncGateway *pd_sync_service_get_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error);
GBytes *pd_sync_gateway_to_body (const PdSyncGateway *gateway, const char *secret);
void pd_sync_service_put_gateway_async (PdSyncService *self,
                                        GBytes *body,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
PdSyncGateway *pd_sync_service_put_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_remove_gateway_async (PdSyncService *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
PdSyncGateway *
pd_sync_service_remove_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error);

/**
 * PdSyncTrialOutcome: what is known of a connection.
 * @PD_SYNC_TRIAL_PENDING: the platform has not tried it yet
 * @PD_SYNC_TRIAL_WORKS: the provider answered
 * @PD_SYNC_TRIAL_FAILS: the provider refuses it; an administrator mends it
 * @PD_SYNC_TRIAL_UNREACHED: nobody knows; the platform tries again by itself
 */
typedef enum
{
  PD_SYNC_TRIAL_PENDING,
  PD_SYNC_TRIAL_WORKS,
  PD_SYNC_TRIAL_FAILS,
  PD_SYNC_TRIAL_UNREACHED
} PdSyncTrialOutcome;

/** PdSyncTrial: how the last trial of a connection went. */
typedef struct
{
  PdSyncTrialOutcome outcome;
  gint64 at;    /* microseconds since 1970; 0: never */
  char *reason; /* (nullable) in the words of the provider or of the platform */
} PdSyncTrial;

PdSyncTrial *pd_sync_trial_new (const PdRecord *bureau);
void pd_sync_trial_free (PdSyncTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncTrial, pd_sync_trial_free)
const char *pd_sync_trial_name (const PdSyncTrial *trial);
const char *pd_sync_trial_words (const PdSyncTrial *trial);
char *pd_sync_trial_sentence (const PdSyncTrial *trial);

void pd_sync_service_try_gateway_async (PdSyncService *self,
                                        const PdSyncGateway *gateway,
                                        const char *secret,
                                        gint64 patience,
                                        PdSyncProgress progress,
                                        gpointer progress_data,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
PdSyncTrial *pd_sync_service_try_gateway_finish (PdSyncService *self, GAsyncResult *result, GError **error);

G_END_DECLS
