/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-mail.h"

#include "sync/pd-sync-settings-private.h"

#include <glib/gi18n-lib.h>

/* The company's mail server: asked for, set and tried by an administrator. */

#define PATH "/v1/mail"

/* How often the platform is asked how a test mail went, milliseconds. */
#define ASK_EVERY 1000

void
pd_sync_mail_free (PdSyncMail *mail)
{
  g_free (mail->host);
  g_free (mail->security);
  g_free (mail->sender);
  g_free (mail->sender_name);
  g_free (mail->user);
  g_free (mail->language);
  g_free (mail->reason);
  g_free (mail->recipient);
  g_clear_pointer (&mail->trial, pd_sync_trial_free);
  g_free (mail);
}

/* A word of a newer platform is not known to be good. */
static PdSyncTrialOutcome
read_outcome (const char *word)
{
  if (g_strcmp0 (word, "pending") == 0)
    return PD_SYNC_TRIAL_PENDING;
  if (g_strcmp0 (word, "works") == 0)
    return PD_SYNC_TRIAL_WORKS;
  return g_strcmp0 (word, "fails") == 0 ? PD_SYNC_TRIAL_FAILS : PD_SYNC_TRIAL_UNREACHED;
}

static void
read_trial (const PdWireValue *trial, PdSyncMail *mail)
{
  g_autofree char *word = pd_sync_settings_dup_text (trial, "result");

  mail->asked_at = pd_sync_settings_get_integer (trial, "asked_at");
  mail->recipient = pd_sync_settings_dup_text (trial, "recipient");
  mail->trial = g_new0 (PdSyncTrial, 1);
  mail->trial->outcome = read_outcome (word);
  mail->trial->at = pd_sync_settings_get_integer (trial, "at");
  mail->trial->reason = pd_sync_settings_dup_text (trial, "reason");
}

static gpointer
read_mail (const PdWireValue *root)
{
  const PdWireValue *trial = pd_wire_value_member (root, "trial");
  PdSyncMail *mail = g_new0 (PdSyncMail, 1);

  mail->set_up = pd_sync_settings_is_true (root, "set_up");
  mail->waiting = pd_sync_settings_get_integer (root, "waiting");
  mail->host = pd_sync_settings_dup_text (root, "host");
  mail->port = pd_sync_settings_get_integer (root, "port");
  mail->security = pd_sync_settings_dup_text (root, "security");
  mail->sender = pd_sync_settings_dup_text (root, "sender");
  mail->sender_name = pd_sync_settings_dup_text (root, "sender_name");
  mail->user = pd_sync_settings_dup_text (root, "user");
  mail->language = pd_sync_settings_dup_text (root, "language");
  mail->has_password = pd_sync_settings_is_true (root, "has_password");
  mail->held_until = pd_sync_settings_get_integer (root, "held_until");
  mail->reason = pd_sync_settings_dup_text (root, "reason");
  if (trial != NULL && trial->kind == PD_WIRE_OBJECT)
    read_trial (trial, mail);
  return mail;
}

static const PdSyncSettings settings = { PATH, read_mail, (GDestroyNotify) pd_sync_mail_free };

/**
 * pd_sync_mail_held_sentence:
 * @mail: how mail leaves
 *
 * Returns: (transfer full) (nullable): a sentence when mail waits for its server; %NULL when all is well
 */
char *
pd_sync_mail_held_sentence (const PdSyncMail *mail)
{
  if (mail->held_until > 0)
    return g_strdup_printf (ngettext ("%1$u mail waits: %2$s", "%1$u mails wait: %2$s",
                                      (gulong) mail->waiting),
                            (guint) mail->waiting,
                            mail->reason != NULL ? mail->reason : _ ("No reason was given."));
  if (!mail->set_up && mail->waiting > 0)
    return g_strdup_printf (ngettext ("%u mail waits for a server to be set up.",
                                      "%u mails wait for a server to be set up.", (gulong) mail->waiting),
                            (guint) mail->waiting);
  return NULL;
}

/** pd_sync_mail_trial_words: Returns: how a test mail went, in a few words */
const char *
pd_sync_mail_trial_words (const PdSyncTrial *trial)
{
  switch (trial->outcome)
    {
    case PD_SYNC_TRIAL_WORKS:
      return _ ("The mail server took the test mail");
    case PD_SYNC_TRIAL_FAILS:
      return _ ("The mail server refused the test mail");
    case PD_SYNC_TRIAL_UNREACHED:
      return _ ("Nobody knows whether the test mail arrived");
    case PD_SYNC_TRIAL_PENDING:
    default:
      return _ ("The test mail is on its way");
    }
}

/**
 * pd_sync_service_get_mail_async:
 * @self: a service
 * @cancellable: (nullable): stops it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks for the company's mail server. For administrators.
 */
void
pd_sync_service_get_mail_async (PdSyncService *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_get_mail_async);
  pd_sync_settings_send (task, &settings, "GET", NULL);
}

/** pd_sync_service_get_mail_finish: Returns: (transfer full) (nullable): how mail leaves */
PdSyncMail *
pd_sync_service_get_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * pd_sync_mail_to_body:
 * @mail: the settings
 * @password: (nullable): %NULL keeps the one that the platform has for this server and user
 *
 * Returns: (transfer full): what pd_sync_service_put_mail_async() sends; it is wiped when nobody has it any more
 */
GBytes *
pd_sync_mail_to_body (const PdSyncMail *mail, const char *password)
{
  GString *body = pd_sync_settings_body_new ();

  pd_sync_settings_write_text (body, "host", mail->host);
  pd_sync_settings_write_integer (body, "port", mail->port);
  pd_sync_settings_write_text (body, "security", mail->security);
  pd_sync_settings_write_text (body, "sender", mail->sender);
  pd_sync_settings_write_text (body, "sender_name", mail->sender_name);
  pd_sync_settings_write_text (body, "user", mail->user);
  pd_sync_settings_write_text (body, "language", mail->language);
  pd_sync_settings_write_text (body, "password", password);
  return pd_sync_settings_body_end (body);
}

/**
 * pd_sync_service_put_mail_async:
 * @self: a service
 * @body: of pd_sync_mail_to_body()
 * @cancellable: (nullable): stops it; the platform may have taken it already
 * @callback: called when the platform has taken it, or has not
 * @user_data: for @callback
 *
 * Sets the company's mail server. For administrators. What waited for the server goes out at once.
 */
void
pd_sync_service_put_mail_async (PdSyncService *self,
                                GBytes *body,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, pd_sync_service_put_mail_async);
  pd_sync_settings_send (task, &settings, "PUT", body);
}

/** pd_sync_service_put_mail_finish: @error: REFUSED says in its message which setting is wrong */
PdSyncMail *
pd_sync_service_put_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- a test mail */

/** Waiting: for how a test mail goes. */
typedef struct
{
  gint64 end; /* monotonic: who asked waits no longer */
} Waiting;

static void asked_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static gboolean
again_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    pd_sync_service_get_mail_async (g_task_get_source_object (task), g_task_get_cancellable (task), asked_cb,
                                    g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static gboolean
is_over (GTask *task, const PdSyncMail *mail)
{
  const Waiting *waiting = g_task_get_task_data (task);

  return mail->trial == NULL || mail->trial->outcome != PD_SYNC_TRIAL_PENDING ||
         g_get_monotonic_time () >= waiting->end;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (PdSyncMail) mail = g_task_propagate_pointer (G_TASK (result), &error);

  if (mail == NULL)
    g_task_return_error (task, error);
  else if (is_over (task, mail))
    g_task_return_pointer (task, g_steal_pointer (&mail), (GDestroyNotify) pd_sync_mail_free);
  else
    {
      g_autoptr (GSource) timer = g_timeout_source_new (ASK_EVERY);

      g_task_attach_source (task, timer, again_cb);
    }
}

/**
 * pd_sync_service_test_mail_async:
 * @self: a service
 * @recipient: one address
 * @patience: microseconds to wait for how it goes
 * @cancellable: (nullable): stops the waiting; the mail may have gone
 * @callback: called when it is known how it went, or the patience is over
 * @user_data: for @callback
 *
 * Has the platform send a mail that only tries the company's server out. For administrators.
 */
void
pd_sync_service_test_mail_async (PdSyncService *self,
                                 const char *recipient,
                                 gint64 patience,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GTask *asking = g_task_new (self, cancellable, asked_cb, task);
  GString *body = pd_sync_settings_body_new ();
  Waiting *waiting = g_new0 (Waiting, 1);
  g_autoptr (GBytes) bytes = NULL;

  waiting->end = g_get_monotonic_time () + patience;
  g_task_set_source_tag (task, pd_sync_service_test_mail_async);
  g_task_set_task_data (task, waiting, g_free);
  pd_sync_settings_write_text (body, "recipient", recipient);
  bytes = pd_sync_settings_body_end (body);
  pd_sync_settings_send_to (asking, &settings, "POST", PATH "/test", bytes);
}

/** pd_sync_service_test_mail_finish: @error: REFUSED says why none is sent; the trial is PENDING when patience was over first */
PdSyncMail *
pd_sync_service_test_mail_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
