/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "sync/pd-sync-address.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE_BYTES (64 * 1024 * 1024)
#define MAX_ANSWER_BYTES (64 * 1024)

static void
free_text (gpointer data)
{
  char **text = data;

  g_free (*text);
  g_free (text);
}

/* Signing in */

static gboolean
has_records (PdStoreSession *session, gboolean *found, GError **error)
{
  PdStoreCounts counts;

  if (!pd_store_get_counts (session, &counts, error))
    return FALSE;
  *found = counts.waiting + counts.in_flight + counts.conflicts > 0;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL && !*found; type++)
    {
      g_autoptr (PdStoreQuery) query = pd_store_query_new (*type);
      g_autoptr (GArray) rows = pd_store_query_rows (session, query, NULL, error);

      if (rows == NULL)
        return FALSE;
      *found = rows->len > 0;
    }
  return TRUE;
}

/* One cache holds one company: what two of them have would be mixed, and sent to the other one's platform. */
static gboolean
check_company (PdStoreSession *session, const PdSyncAccount *account, GError **error)
{
  g_autofree char *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, NULL);
  g_autoptr (PdSyncAccount) before = text != NULL ? pd_sync_account_from_text (text, NULL) : NULL;
  gboolean found = FALSE;

  if (before == NULL || before->tenant == NULL || g_strcmp0 (before->tenant, account->tenant) == 0)
    return TRUE;
  if (!has_records (session, &found, error))
    return FALSE;
  if (found)
    g_set_error (
        error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED,
        _ ("This computer keeps the records of “%1$s” here; the user “%2$s” belongs to “%3$s”. Nothing "
           "was sent, received or changed. Sign in as a user of “%1$s”, or start Piaodan with another "
           "data folder for “%3$s”."),
        before->company != NULL ? before->company : before->server, account->user,
        account->company != NULL ? account->company : account->server);
  return !found;
}

/* What one person saved is not sent under another's name unless somebody says so. */
static gboolean
check_author (PdStoreSession *session, const PdSyncAccount *account, GError **error)
{
  g_autofree char *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, NULL);
  g_autoptr (PdSyncAccount) before = text != NULL ? pd_sync_account_from_text (text, NULL) : NULL;
  PdStoreCounts counts;

  if (account->takes_over || before == NULL || g_strcmp0 (before->user, account->user) == 0)
    return TRUE;
  if (!pd_store_get_counts (session, &counts, error))
    return FALSE;
  if (counts.waiting + counts.in_flight == 0)
    return TRUE;
  g_set_error (
      error, PD_SYNC_ERROR, PD_SYNC_FAILURE_OTHER_AUTHOR,
      ngettext ("%1$u change that “%2$s” saved on this computer has not been sent. Nothing was sent under "
                "another name. Let “%2$s” sign in first, or send it as “%3$s”.",
                "%1$u changes that “%2$s” saved on this computer have not been sent. Nothing was sent under "
                "another name. Let “%2$s” sign in first, or send them as “%3$s”.",
                counts.waiting + counts.in_flight),
      counts.waiting + counts.in_flight, before->user, account->user);
  return FALSE;
}

static gboolean
check_company_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdSyncAccount) account = pd_sync_account_from_text (data, error);

  return account != NULL && check_company (session, account, error) && check_author (session, account, error);
}

/* Checked once more: another program may have signed in meanwhile. */
static gboolean
save_account_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return check_company_job (session, data, cancellable, error) &&
         pd_store_set_meta (session, PD_STORE_META_ACCOUNT, data, error);
}

static gboolean
load_account_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  char **text = data;

  *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, error);
  return TRUE;
}

/* One sign-in under way; what it makes replaces the old account only when all of it succeeded. */
typedef struct
{
  PdSyncAccount *account;     /* (owned) */
  PdSyncTransport *transport; /* (owned) */
  char *token;                /* (owned) (nullable) */
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *sign_in = data;

  g_clear_pointer (&sign_in->account, pd_sync_account_free);
  g_clear_object (&sign_in->transport);
  if (sign_in->token != NULL)
    memset (sign_in->token, 0, strlen (sign_in->token));
  g_free (sign_in->token);
  g_free (sign_in);
}

/* From now on the engine may send and receive for this account. */
static void
take_account (PdSyncService *self, SignIn *sign_in)
{
  g_clear_pointer (&self->account, pd_sync_account_free);
  self->account = g_steal_pointer (&sign_in->account);
  g_set_object (&self->transport, sign_in->transport);
  pd_sync_transport_set_token (self->transport, sign_in->token);
  pd_sync_transport_set_last_success (self->transport, self->last_success);
  pd_sync_service_notify_account (self);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SIGNED_IN });
  pd_sync_service_look_at_network (self);
  /* Who waited for a cycle under the sign-in before waits for the next. */
  if (self->started || self->waiters->len > 0)
    pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

static void
account_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  take_account (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
token_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  PdSyncService *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_sync_account_save_token_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_account_job,
                        pd_sync_account_to_text (sign_in->account), g_free, cancellable, account_saved_cb,
                        g_steal_pointer (&task));
}

/* Nobody will use the session that was just opened; whether the platform hears of it changes nothing here. */
static void
give_session_back (SignIn *sign_in)
{
  pd_sync_transport_set_token (sign_in->transport, sign_in->token);
  pd_sync_transport_send_async (sign_in->transport, "DELETE", "/v1/session", NULL, MAX_ANSWER_BYTES, NULL,
                                NULL, NULL);
}

static void
company_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    {
      give_session_back (sign_in);
      g_task_return_error (task, error);
      return;
    }
  pd_sync_account_save_token_async (sign_in->account, sign_in->token, cancellable, token_saved_cb,
                                    g_steal_pointer (&task));
}

static void
sign_in_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  PdSyncService *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);

  if (answer != NULL)
    sign_in->token = pd_sync_account_take_answer (sign_in->account, answer, &error);
  if (sign_in->token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, check_company_job,
                       pd_sync_account_to_text (sign_in->account), g_free, cancellable, company_checked_cb,
                       g_steal_pointer (&task));
}

static GBytes *
sign_in_body (const char *user, const char *password)
{
  GString *body = g_string_new ("{\"user\":");

  pd_wire_write_string (body, user);
  g_string_append (body, ",\"password\":");
  pd_wire_write_string (body, password);
  g_string_append (body, ",\"device\":");
  pd_wire_write_string (body, g_get_host_name ());
  g_string_append_c (body, '}');
  return g_string_free_to_bytes (body);
}

/**
 * pd_sync_service_sign_in_async:
 * @self: a service
 * @server: "https://…"
 * @ca_file: (nullable): certificates to trust for this server instead of the system's
 * @user: the user's name
 * @password: the user's password; it is sent and not kept
 * @cancellable: (nullable): stops it
 * @callback: called when the token is kept and the account saved
 * @user_data: for @callback
 */
void
pd_sync_service_sign_in_async (PdSyncService *self,
                               const char *server,
                               const char *ca_file,
                               const char *user,
                               const char *password,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) body = sign_in_body (user, password);
  SignIn *sign_in = g_new0 (SignIn, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, pd_sync_service_sign_in_async);
  g_task_set_task_data (task, sign_in, sign_in_free);
  sign_in->account = pd_sync_account_new ();
  sign_in->account->server = g_strdup (server);
  sign_in->account->ca_file = g_strdup (ca_file);
  sign_in->account->user = g_strdup (user);
  sign_in->account->token_file = g_strdup (self->token_file);
  sign_in->account->takes_over = self->takes_over ? g_strdup ("yes") : NULL;
  g_free (sign_in->account->server);
  sign_in->account->server = pd_sync_complete_address (server, &error);
  if (sign_in->account->server != NULL)
    sign_in->transport = pd_sync_transport_new (sign_in->account->server, ca_file, &error);
  if (sign_in->transport == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pd_sync_transport_set_last_success (sign_in->transport, self->last_success);
  pd_sync_transport_send_async (sign_in->transport, "POST", "/v1/session", body, MAX_ANSWER_BYTES,
                                cancellable, sign_in_answered_cb, g_steal_pointer (&task));
}

gboolean
pd_sync_service_sign_in_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
token_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  sign_in->token = pd_sync_account_load_token_finish (result, &error);
  if (sign_in->token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_account (g_task_get_source_object (task), sign_in);
  g_task_return_boolean (task, TRUE);
}

static void
account_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  char **text = pd_store_job_data (result);
  SignIn *sign_in = g_new0 (SignIn, 1);
  GError *error = NULL;

  g_task_set_task_data (task, sign_in, sign_in_free);
  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (*text == NULL)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN, _ ("Nobody is signed in yet."));
      return;
    }
  sign_in->account = pd_sync_account_from_text (*text, &error);
  if (sign_in->account != NULL)
    sign_in->transport = pd_sync_transport_new (sign_in->account->server, sign_in->account->ca_file, &error);
  if (sign_in->transport == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pd_sync_account_load_token_async (sign_in->account, cancellable, token_loaded_cb, g_steal_pointer (&task));
}

/**
 * pd_sync_service_restore_async:
 * @self: a service
 * @cancellable: (nullable): stops it
 * @callback: called when the last account is signed in again, or cannot be
 * @user_data: for @callback
 *
 * Takes up the account that the store remembers, with the token that the Secret Service keeps.
 */
void
pd_sync_service_restore_async (PdSyncService *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_restore_async);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_account_job, g_new0 (char *, 1), free_text,
                       cancellable, account_loaded_cb, g_steal_pointer (&task));
}

gboolean
pd_sync_service_restore_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  /* The platform may be out of reach; the token is forgotten here all the same. */
  g_autoptr (GBytes) answer = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, NULL);

  g_task_return_boolean (task, TRUE);
}

static void
token_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_sync_account_clear_token_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  pd_sync_transport_send_async (sign_in->transport, "DELETE", "/v1/session", NULL, MAX_ANSWER_BYTES,
                                cancellable, signed_out_cb, g_steal_pointer (&task));
}

/**
 * pd_sync_service_sign_out_async:
 * @self: a service
 * @cancellable: (nullable): stops it
 * @callback: called when the token is forgotten
 * @user_data: for @callback
 *
 * What was not sent stays in the store and is sent after the next sign-in. What is under way is given up; somebody else
 * may sign in before @callback is called.
 */
void
pd_sync_service_sign_out_async (PdSyncService *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SignIn *sign_in = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, pd_sync_service_sign_out_async);
  g_task_set_task_data (task, sign_in, sign_in_free);
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SIGNED_OUT });
  sign_in->account = g_steal_pointer (&self->account);
  sign_in->transport = g_steal_pointer (&self->transport);
  if (sign_in->account == NULL || sign_in->transport == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  pd_sync_service_notify_account (self);
  pd_sync_account_clear_token_async (sign_in->account, cancellable, token_cleared_cb,
                                     g_steal_pointer (&task));
}

gboolean
pd_sync_service_sign_out_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Files */

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *sha256 = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, NULL, &error);
  g_autofree char *actual = NULL;

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  actual = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (actual, sha256))
    g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
                             _ ("The file arrived damaged and was thrown away. Try again."));
}

/**
 * pd_sync_service_fetch_file_async:
 * @self: a service
 * @sha256: the file's content hash, in hex
 * @cancellable: (nullable): stops it
 * @callback: called with the file
 * @user_data: for @callback
 */
void
pd_sync_service_fetch_file_async (PdSyncService *self,
                                  const char *sha256,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strconcat ("/v1/files/", sha256, NULL);

  g_task_set_source_tag (task, pd_sync_service_fetch_file_async);
  g_task_set_task_data (task, g_strdup (sha256), g_free);
  /* The hash comes from a record, and so from outside. */
  if (strlen (sha256) != 64 || strspn (sha256, "0123456789abcdef") != 64)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED,
                               _ ("The record names a file that there cannot be."));
      return;
    }
  if (self->transport == NULL)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN, "%s",
                               pd_sync_service_get_message (self));
      return;
    }
  pd_sync_transport_send_async (self->transport, "GET", path, NULL, MAX_FILE_BYTES, cancellable, fetched_cb,
                                g_steal_pointer (&task));
}

/**
 * pd_sync_service_fetch_file_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location
 *
 * Returns: (transfer full): the file, whose content has the hash that was asked for
 */
GBytes *
pd_sync_service_fetch_file_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
