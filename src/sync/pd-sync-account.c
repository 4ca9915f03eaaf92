/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-account.h"

#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#define MAX_TOKEN_BYTES 4096

static const SecretSchema token_schema = {
  .name = "org.piaodan.Piaodan.Token",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
                  { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
                  { "tenant", SECRET_SCHEMA_ATTRIBUTE_STRING }, /* user names are unique in a company only */
                  { 0 } },
};

/* One line a member: what an account is made of. */
static const struct
{
  const char *name;
  gsize offset;
} members[] = {
  { "server", G_STRUCT_OFFSET (PdSyncAccount, server) },
  { "ca_file", G_STRUCT_OFFSET (PdSyncAccount, ca_file) },
  { "user", G_STRUCT_OFFSET (PdSyncAccount, user) },
  { "role", G_STRUCT_OFFSET (PdSyncAccount, role) },
  { "tenant", G_STRUCT_OFFSET (PdSyncAccount, tenant) },
  { "company", G_STRUCT_OFFSET (PdSyncAccount, company) },
  { "token_file", G_STRUCT_OFFSET (PdSyncAccount, token_file) },
  { "takes_over", G_STRUCT_OFFSET (PdSyncAccount, takes_over) },
};

static char **
member_of (const PdSyncAccount *account, guint index)
{
  return G_STRUCT_MEMBER_P (account, members[index].offset);
}

PdSyncAccount *
pd_sync_account_new (void)
{
  return g_new0 (PdSyncAccount, 1);
}

void
pd_sync_account_free (PdSyncAccount *account)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_free (*member_of (account, i));
  g_free (account);
}

/**
 * pd_sync_account_to_text:
 * @account: an account
 *
 * Returns: (transfer full): JSON for the store; there is no secret in it
 */
char *
pd_sync_account_to_text (const PdSyncAccount *account)
{
  GString *out = g_string_new ("{\"format\":1");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (*member_of (account, i) != NULL)
      {
        g_string_append_printf (out, ",\"%s\":", members[i].name);
        pd_wire_write_string (out, *member_of (account, i));
      }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static char *
text_member (const PdWireValue *object, const char *name)
{
  return g_strdup (pd_wire_value_text (pd_wire_value_member (object, name)));
}

/**
 * pd_sync_account_from_text:
 * @text: what pd_sync_account_to_text() wrote
 * @error: return location
 *
 * Returns: (transfer full): the account, or %NULL
 */
PdSyncAccount *
pd_sync_account_from_text (const char *text, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, error);
  g_autoptr (PdSyncAccount) account = pd_sync_account_new ();

  if (document == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    *member_of (account, i) = text_member (pd_wire_document_root (document), members[i].name);
  if (account->server == NULL || account->user == NULL)
    {
      g_set_error_literal (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN, _ ("Sign in once more."));
      return NULL;
    }
  return g_steal_pointer (&account);
}

/* It goes into a header line. */
static gboolean
is_token (const char *token)
{
  gsize length = strlen (token);

  if (length == 0 || length > MAX_TOKEN_BYTES)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (token[i]))
      return FALSE;
  return TRUE;
}

static void
set_not_the_platform (GError **error)
{
  g_set_error_literal (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
                       _ ("What answered is not the platform. Check the server address."));
}

/**
 * pd_sync_account_take_answer:
 * @account: the account that signed in
 * @answer: the platform's answer to the sign-in
 * @error: return location
 *
 * Takes over who the user is and for which company.
 *
 * Returns: (transfer full): the token, or %NULL
 */
char *
pd_sync_account_take_answer (PdSyncAccount *account, GBytes *answer, GError **error)
{
  g_autoptr (PdWireDocument) document =
      pd_wire_parse (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), NULL);
  const PdWireValue *object = document != NULL ? pd_wire_document_root (document) : NULL;
  const PdWireValue *tenant = pd_wire_value_member (object, "tenant");
  g_autofree char *token = text_member (object, "token");
  g_autofree char *tenant_id = text_member (tenant, "id");

  if (token == NULL || !is_token (token) || tenant_id == NULL)
    {
      set_not_the_platform (error);
      return NULL;
    }
  account->role = text_member (pd_wire_value_member (object, "user"), "role");
  account->tenant = g_steal_pointer (&tenant_id);
  account->company = text_member (tenant, "name");
  return g_steal_pointer (&token);
}

/* The token: in the Secret Service, or in a file that the person named because there is none. */

/* Of the Secret Service, which keeps it apart from those of other companies on the same platform. */
static const char *
tenant_of (const PdSyncAccount *account)
{
  return account->tenant != NULL ? account->tenant : "";
}

static GError *
secret_error (const GError *cause)
{
  return g_error_new (
      PD_SYNC_ERROR, PD_SYNC_FAILURE_STORE,
      _ ("The sign-in could not be kept: this session has no Secret Service (%s). Unlock the keyring, "
         "or name a file for it with --token-file."),
      cause->message);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, secret_error (error));
}

static gboolean
write_token_file (const char *path, const char *token, GError **error)
{
  return g_file_set_contents_full (path, token, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/**
 * pd_sync_account_save_token_async:
 * @account: whose token it is
 * @token: the secret
 * @cancellable: (nullable): stops it
 * @callback: called when it is kept
 * @user_data: for @callback
 */
void
pd_sync_account_save_token_async (const PdSyncAccount *account,
                                  const char *token,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *label = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, pd_sync_account_save_token_async);
  if (account->token_file != NULL)
    {
      if (write_token_file (account->token_file, token, &error))
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, error);
      return;
    }
  label = g_strdup_printf (_ ("Piaodan: %1$s at %2$s"), account->user, account->server);
  secret_password_store (&token_schema, SECRET_COLLECTION_DEFAULT, label, token, cancellable, stored_cb,
                         g_steal_pointer (&task), "server", account->server, "user", account->user, "tenant",
                         tenant_of (account), NULL);
}

gboolean
pd_sync_account_save_token_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_token (GTask *task, char *token)
{
  if (token != NULL && is_token (g_strchomp (token)))
    {
      g_task_return_pointer (task, token, g_free);
      return;
    }
  g_free (token);
  g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN,
                           _ ("Your sign-in is no longer kept on this computer. Sign in again."));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, secret_error (error));
  else
    return_token (task, g_strdup (secret));
  secret_password_free (secret);
}

/**
 * pd_sync_account_load_token_async:
 * @account: whose token it is
 * @cancellable: (nullable): stops it
 * @callback: called with the token
 * @user_data: for @callback
 */
void
pd_sync_account_load_token_async (const PdSyncAccount *account,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  char *token = NULL;

  g_task_set_source_tag (task, pd_sync_account_load_token_async);
  if (account->token_file != NULL)
    {
      g_file_get_contents (account->token_file, &token, NULL, NULL);
      return_token (task, token);
      return;
    }
  secret_password_lookup (&token_schema, cancellable, looked_up_cb, g_steal_pointer (&task), "server",
                          account->server, "user", account->user, "tenant", tenant_of (account), NULL);
}

/**
 * pd_sync_account_load_token_finish:
 * @result: the callback's
 * @error: return location
 *
 * Returns: (transfer full): the token, or %NULL
 */
char *
pd_sync_account_load_token_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * pd_sync_account_clear_token_async:
 * @account: whose token it is
 * @cancellable: (nullable): stops it
 * @callback: called when it is gone
 * @user_data: for @callback
 */
void
pd_sync_account_clear_token_async (const PdSyncAccount *account,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_account_clear_token_async);
  if (account->token_file != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (account->token_file);
      GError *error = NULL;

      if (g_file_delete (file, cancellable, &error) ||
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_clear_error (&error);
          g_task_return_boolean (task, TRUE);
        }
      else
        g_task_return_error (task, error);
      return;
    }
  secret_password_clear (&token_schema, cancellable, cleared_cb, g_steal_pointer (&task), "server",
                         account->server, "user", account->user, "tenant", tenant_of (account), NULL);
}

gboolean
pd_sync_account_clear_token_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
