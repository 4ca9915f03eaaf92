/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PdSyncAccount: who is signed in where; the token is not part of it. */
typedef struct
{
  char *server;  /* "https://…", without a slash at the end */
  char *ca_file; /* (nullable) a certificate authority trusted for this server alone */
  char *user;
  char *role;
  char *tenant;     /* the tenant's id */
  char *company;    /* the tenant's name */
  char *token_file; /* (nullable) where the token is kept on a machine without a Secret Service */
  char *takes_over; /* (nullable) "yes": what another user saved here is sent under this name, once */
} PdSyncAccount;

PdSyncAccount *pd_sync_account_new (void);
void pd_sync_account_free (PdSyncAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncAccount, pd_sync_account_free)
char *pd_sync_account_to_text (const PdSyncAccount *account);
PdSyncAccount *pd_sync_account_from_text (const char *text, GError **error);
char *pd_sync_account_take_answer (PdSyncAccount *account, GBytes *answer, GError **error);

void pd_sync_account_save_token_async (const PdSyncAccount *account,
                                       const char *token,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean pd_sync_account_save_token_finish (GAsyncResult *result, GError **error);
void pd_sync_account_load_token_async (const PdSyncAccount *account,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *pd_sync_account_load_token_finish (GAsyncResult *result, GError **error);
void pd_sync_account_clear_token_async (const PdSyncAccount *account,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean pd_sync_account_clear_token_finish (GAsyncResult *result, GError **error);

G_END_DECLS
