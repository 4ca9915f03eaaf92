/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-verify.h"

#include "sync/pd-sync-settings-private.h"

#include <glib/gi18n-lib.h>

/* The company's connection for verification: asked for and set by an administrator. */

void
pd_sync_verify_free (PdSyncVerify *verify)
{
  g_free (verify->app_id);
  g_free (verify->reason);
  g_free (verify);
}

static gpointer
read_verify (const PdWireValue *root)
{
  PdSyncVerify *verify = g_new0 (PdSyncVerify, 1);

  verify->set_up = pd_sync_settings_is_true (root, "set_up");
  verify->waiting = pd_sync_settings_get_integer (root, "waiting");
  verify->app_id = pd_sync_settings_dup_text (root, "app_id");
  verify->has_secret = pd_sync_settings_is_true (root, "has_secret");
  verify->held_until = pd_sync_settings_get_integer (root, "held_until");
  verify->reason = pd_sync_settings_dup_text (root, "reason");
  return verify;
}

static const PdSyncSettings settings = { "/v1/verify", read_verify, (GDestroyNotify) pd_sync_verify_free };

/**
 * pd_sync_verify_held_sentence:
 * @verify: how invoices are verified
 *
 * Returns: (transfer full) (nullable): a sentence when questions wait; %NULL when all is well
 */
char *
pd_sync_verify_held_sentence (const PdSyncVerify *verify)
{
  if (verify->held_until > 0)
    return g_strdup_printf (ngettext ("%1$u question waits: %2$s", "%1$u questions wait: %2$s",
                                      (gulong) verify->waiting),
                            (guint) verify->waiting,
                            verify->reason != NULL ? verify->reason : _ ("No reason was given."));
  if (!verify->set_up && verify->waiting > 0)
    return g_strdup_printf (ngettext ("%u question waits for verification to be set up.",
                                      "%u questions wait for verification to be set up.",
                                      (gulong) verify->waiting),
                            (guint) verify->waiting);
  return NULL;
}

/**
 * pd_sync_service_get_verify_async:
 * @self: a service
 * @cancellable: (nullable): stops it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks for the company's connection for verification. For administrators.
 */
void
pd_sync_service_get_verify_async (PdSyncService *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_get_verify_async);
  pd_sync_settings_send (task, &settings, "GET", NULL);
}

/** pd_sync_service_get_verify_finish: Returns: (transfer full) (nullable): how invoices are verified */
PdSyncVerify *
pd_sync_service_get_verify_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_sync_verify_to_body:
 * @app_id: the application's key at the provider
 * @secret: (nullable): %NULL keeps the one that the platform has for this application
 *
 * Returns: (transfer full): what pd_sync_service_put_verify_async() sends; it is wiped when nobody has it any more
 */
GBytes *
pd_sync_verify_to_body (const char *app_id, const char *secret)
{
  GString *body = pd_sync_settings_body_new ();

  pd_sync_settings_write_text (body, "app_id", app_id);
  pd_sync_settings_write_text (body, "secret", secret);
  return pd_sync_settings_body_end (body);
}

/**
 * pd_sync_service_put_verify_async:
 * @self: a service
 * @body: of pd_sync_verify_to_body()
 * @cancellable: (nullable): stops it; the platform may have taken it already
 * @callback: called when the platform has taken it, or has not
 * @user_data: for @callback
 *
 * Sets the company's connection for verification. For administrators. What waited for it is asked at once.
 */
void
pd_sync_service_put_verify_async (PdSyncService *self,
                                  GBytes *body,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_put_verify_async);
  pd_sync_settings_send (task, &settings, "PUT", body);
}

/** pd_sync_service_put_verify_finish: @error: REFUSED says in its message which setting is wrong */
PdSyncVerify *
pd_sync_service_put_verify_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
