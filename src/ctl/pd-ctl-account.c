/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-account.h"

#include "model/pd-permission.h"

#include "ctl/pd-ctl-password.h"
#include "store/pd-store-outbox.h"
#include "sync/pd-sync-service.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
load_account_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  char **text = data;

  *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * pd_ctl_load_account:
 * @account: (out) (transfer full) (nullable): who signed in last; %NULL when nobody has
 * @error: return location
 *
 * Returns: %FALSE when the cache could not be read
 */
gboolean
pd_ctl_load_account (PdCtl *ctl, PdSyncAccount **account, GError **error)
{
  g_autofree char *text = NULL;

  *account = NULL;
  if (!pd_store_read (ctl->store, load_account_job, &text, ctl->cancellable, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *account = pd_sync_account_from_text (text, error);
  return *account != NULL;
}

/**
 * pd_ctl_check_permission:
 * @action: "create", "patch", or a command's name
 * @type: what it is done to
 * @error: return location for %PD_STORE_ERROR_NOT_ALLOWED
 *
 * The platform would refuse it at the next sync: better to say so before it is saved. Who never signed in, and a role
 * of a newer platform, are not held up.
 *
 * Returns: whether the role of who signed in last may do this
 */
gboolean
pd_ctl_check_permission (PdCtl *ctl, const char *action, const PdRecordType *type, GError **error)
{
  return pd_ctl_check_right (ctl, action, type->name, error);
}

/** pd_ctl_check_right: as pd_ctl_check_permission(); @object: what pd_permission_has() knows, also where it is no record */
gboolean
pd_ctl_check_right (PdCtl *ctl, const char *action, const char *object, GError **error)
{
  g_autoptr (PdSyncAccount) account = NULL;

  if (!pd_ctl_load_account (ctl, &account, error))
    return FALSE;
  if (account == NULL || !pd_permission_is_role (account->role) ||
      pd_permission_has (account->role, action, object))
    return TRUE;
  g_set_error (
      error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
      _ ("The role of “%1$s”, %2$s, does not allow this. Nothing was saved. Ask somebody who may, or "
         "sign in again if the role was changed."),
      account->user, account->role);
  return FALSE;
}

static char *
absolute_path (const char *path)
{
  return path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
}

static void
json_account (PdCtl *ctl, PdSyncService *service)
{
  pd_ctl_json_open (ctl->document, "account", '{');
  pd_ctl_json_string (ctl->document, "server", pd_sync_service_get_server (service));
  pd_ctl_json_string (ctl->document, "user", pd_sync_service_get_user (service));
  pd_ctl_json_string (ctl->document, "role", pd_sync_service_get_role (service));
  pd_ctl_json_string (ctl->document, "company", pd_sync_service_get_company (service));
  pd_ctl_json_close (ctl->document, '}');
}

static gboolean
send_sign_in (PdCtl *ctl, PdSyncService *service, const char *password, GError **error)
{
  const PdCtlArguments *arguments = ctl->arguments;
  g_autofree char *ca_file = absolute_path (pd_ctl_arguments_get (arguments, "ca"));
  g_autofree char *token_file = absolute_path (pd_ctl_arguments_get (arguments, "token-file"));
  g_autofree char *server = g_strdup (pd_ctl_arguments_get (arguments, "server"));
  g_autoptr (GAsyncResult) result = NULL;

  while (g_str_has_suffix (server, "/"))
    server[strlen (server) - 1] = '\0';
  pd_sync_service_set_token_file (service, token_file);
  pd_sync_service_set_takes_over (service, pd_ctl_arguments_has (arguments, "take-over"));
  pd_sync_service_sign_in_async (service, server, ca_file, pd_ctl_arguments_get (arguments, "user"), password,
                                 ctl->cancellable, pd_ctl_finish_cb, &result);
  return pd_sync_service_sign_in_finish (service, pd_ctl_wait (&result), error);
}

/**
 * pd_ctl_sign_in:
 *
 * Signs in, so that later commands can send and receive.
 */
gboolean
pd_ctl_sign_in (PdCtl *ctl, GError **error)
{
  static const char *const required[] = { "server", "user" };
  g_autoptr (PdSyncService) service = NULL;
  char *password;
  gboolean good;

  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (!pd_ctl_arguments_has (ctl->arguments, required[i]))
      {
        g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%s is missing."),
                     required[i]);
        return FALSE;
      }
  password = pd_ctl_read_password (ctl->arguments, error);
  if (password == NULL)
    return FALSE;
  service = pd_sync_service_new (ctl->store);
  good = send_sign_in (ctl, service, password, error);
  pd_ctl_forget_password (password);
  if (!good)
    return FALSE;
  json_account (ctl, service);
  pd_ctl_say (ctl, _ ("%1$s is signed in at %2$s for %3$s."), pd_sync_service_get_user (service),
              pd_sync_service_get_server (service), pd_sync_service_get_company (service));
  return TRUE;
}

/**
 * pd_ctl_sign_out:
 *
 * Signs out. What was not sent stays in the cache.
 */
gboolean
pd_ctl_sign_out (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = pd_sync_service_new (ctl->store);
  g_autoptr (GAsyncResult) restored = NULL, result = NULL;
  guint waiting;

  pd_sync_service_restore_async (service, ctl->cancellable, pd_ctl_finish_cb, &restored);
  if (!pd_sync_service_restore_finish (service, pd_ctl_wait (&restored), error))
    return FALSE;
  pd_sync_service_sign_out_async (service, ctl->cancellable, pd_ctl_finish_cb, &result);
  if (!pd_sync_service_sign_out_finish (service, pd_ctl_wait (&result), error))
    return FALSE;
  waiting = pd_sync_service_get_waiting (service);
  pd_ctl_json_boolean (ctl->document, "signed_in", FALSE);
  pd_ctl_json_integer (ctl->document, "waiting", waiting);
  pd_ctl_say (ctl, _ ("You are signed out."));
  if (waiting > 0)
    pd_ctl_say (ctl,
                ngettext ("%u change was not sent; it is kept here and sent after the next sign-in.",
                          "%u changes were not sent; they are kept here and sent after the next sign-in.",
                          waiting),
                waiting);
  return TRUE;
}
