/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-gateway.h"

G_BEGIN_DECLS

/** PdSyncMail: the company's mail server, as the platform tells it; the password is never told. */
typedef struct
{
  gboolean set_up;
  gint64 waiting; /* mails that have not gone out */
  char *host;     /* (nullable) */
  gint64 port;
  char *security;    /* (nullable) "starttls", "tls" or "unprotected" */
  char *sender;      /* (nullable) the address that mail comes from */
  char *sender_name; /* (nullable) the seller's name when it is missing */
  char *user;        /* (nullable) nobody signs in */
  char *language;    /* (nullable) "zh_CN" or "en" */
  gboolean has_password;
  gint64 held_until; /* microseconds since 1970; 0: the server is reached */
  char *reason;      /* (nullable) why mail is held */

  gint64 asked_at;    /* microseconds since 1970: when a test mail was asked for; 0: never */
  char *recipient;    /* (nullable) of the test mail */
  PdSyncTrial *trial; /* (owned) (nullable) how it went; NULL without one */
} PdSyncMail;

void pd_sync_mail_free (PdSyncMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncMail, pd_sync_mail_free)

char *pd_sync_mail_held_sentence (const PdSyncMail *mail);
const char *pd_sync_mail_trial_words (const PdSyncTrial *trial);
void pd_sync_service_get_mail_async (PdSyncService *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
PdSyncMail *pd_sync_service_get_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error);
GBytes *pd_sync_mail_to_body (const PdSyncMail *mail, const char *password);
void pd_sync_service_put_mail_async (PdSyncService *self,
                                     GBytes *body,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
PdSyncMail *pd_sync_service_put_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error);
void pd_sync_service_test_mail_async (PdSyncService *self,
                                      const char *recipient,
                                      gint64 patience,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
PdSyncMail *pd_sync_service_test_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error);

G_END_DECLS
