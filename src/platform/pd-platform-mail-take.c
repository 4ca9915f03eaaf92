/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-files.h"
#include "platform/pd-platform-mail-private.h"

/* How long until an invoice that is not issued yet, or a file that is not here yet, is looked for again. */
#define INVOICE_WAIT (20 * G_TIME_SPAN_SECOND)

/* Longer than a mail takes with all its time limits. */
#define LEASE (20 * G_TIME_SPAN_MINUTE)

/* Of mails that cannot go yet so many are looked at before anything else gets its turn. */
#define LOOK_AT_ONCE 50

/* --- taking one */

/* A pause is never longer than PD_PLATFORM_MAIL_LONGEST_WAIT: what is due later was written while the clock was wrong, and is due now. A
 * server's may be longer, for its settings end it. */
#define DUE                                                                                                  \
  " FROM mail JOIN mail_server ON mail_server.tenant = mail.tenant WHERE mail.state = 'waiting'"             \
  " AND (SELECT count (*) FROM mail AS other WHERE other.tenant = mail.tenant"                               \
  " AND other.state IN ('sending', 'handed_over')) < ?2 "

/** pd_platform_next_mail: @due: (out): when the next one is due, microseconds; G_MAXINT64 when none waits */
gboolean
pd_platform_next_mail (PdPlatform *platform, gint64 *due, GError **error)
{
  *due = G_MAXINT64;
  return pd_platform_sql_get_integer (
      platform->sql, due, error,
      "SELECT max (CASE WHEN mail.next_at > ?1 THEN 0 ELSE mail.next_at END, mail_server.next_at) AS due" DUE
      "ORDER BY due LIMIT 1",
      "ii", pd_platform_get_now (platform) + PD_PLATFORM_MAIL_LONGEST_WAIT,
      (gint64) PD_PLATFORM_MAILS_AT_ONCE_OF_TENANT);
}

static gboolean
find_due (PdPlatform *platform, PdPlatformMail **mail, GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT mail.tenant, delivery, generation, attempts, first_at, dated_at" DUE
                             "AND mail_server.next_at <= ?1 AND (mail.next_at <= ?1 OR mail.next_at > ?3)"
                             " ORDER BY mail.next_at, mail.tenant, delivery LIMIT 1",
                             "iii", now, (gint64) PD_PLATFORM_MAILS_AT_ONCE_OF_TENANT,
                             now + PD_PLATFORM_MAIL_LONGEST_WAIT);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *mail = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *mail = g_new0 (PdPlatformMail, 1);
  (*mail)->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  (*mail)->delivery_id = g_strdup (pd_platform_rows_text (rows, 1));
  (*mail)->generation = pd_platform_rows_integer (rows, 2);
  (*mail)->attempts = pd_platform_rows_integer (rows, 3);
  (*mail)->first_at = pd_platform_rows_integer (rows, 4);
  (*mail)->dated_at = pd_platform_rows_integer (rows, 5);
  (*mail)->files = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_mail_file_free);
  (*mail)->transport = platform->mail_transport != NULL ? platform->mail_transport : pd_mail_send_by_smtp;
  (*mail)->transport_data = platform->mail_transport_data;
  return TRUE;
}

static gboolean
add_file (PdPlatform *platform, PdPlatformMail *mail, const char *kind, guint field, GError **error)
{
  const char *hash = pd_record_get_text (mail->invoice, field);
  g_autoptr (GBytes) bytes = NULL;

  if (hash == NULL)
    return TRUE;
  if (!pd_platform_load_file (platform, mail->tenant, hash, &bytes, error))
    return FALSE;
  if (bytes == NULL)
    return TRUE;

  PdMailFile *file = g_new0 (PdMailFile, 1);

  file->kind = kind;
  file->bytes = g_steal_pointer (&bytes);
  g_ptr_array_add (mail->files, file);
  return TRUE;
}

/* Those that were chosen, and of each invoice those that there are. */
static gboolean
add_files (PdPlatform *platform, PdPlatformMail *mail, GError **error)
{
  PdDeliveryFiles files = pd_delivery_get_files (mail->delivery);

  return ((files & PD_DELIVERY_FILES_PDF) == 0 ||
          add_file (platform, mail, "pdf", PD_INVOICE_PDF_HASH, error)) &&
         ((files & PD_DELIVERY_FILES_OFD) == 0 ||
          add_file (platform, mail, "ofd", PD_INVOICE_OFD_HASH, error)) &&
         ((files & PD_DELIVERY_FILES_XML) == 0 ||
          add_file (platform, mail, "xml", PD_INVOICE_XML_HASH, error));
}

/* A choice is for each of its files; who did not choose gets what there is. */
static gboolean
lacks_file (const PdPlatformMail *mail)
{
  PdDeliveryFiles files = pd_delivery_get_files (mail->delivery);
  guint n = files == PD_DELIVERY_FILES_ALL
                ? 1
                : !!(files & PD_DELIVERY_FILES_PDF) + !!(files & PD_DELIVERY_FILES_OFD) +
                      !!(files & PD_DELIVERY_FILES_XML);

  return mail->files->len < n;
}

/* What a mail needs before it can go. Both may be set: the reason tells why not now, the state why never. */
typedef struct
{
  const char *reason; /* (nullable) NULL: it can go */
  gboolean never;
} Obstacle;

static gsize
files_size (const PdPlatformMail *mail)
{
  gsize size = 0;

  for (guint i = 0; i < mail->files->len; i++)
    size += g_bytes_get_size (((const PdMailFile *) g_ptr_array_index (mail->files, i))->bytes);
  return size;
}

static gboolean
find_obstacle (PdPlatform *platform, PdPlatformMail *mail, Obstacle *obstacle, GError **error)
{
  const char *state;

  *obstacle = (Obstacle){ NULL, TRUE };
  if (!pd_platform_read_record (platform, mail->tenant, &pd_invoice_type,
                                pd_record_get_text (mail->delivery, PD_DELIVERY_INVOICE_ID), &mail->invoice,
                                error))
    return FALSE;
  state = mail->invoice != NULL ? pd_record_get_state (mail->invoice) : NULL;
  if (mail->invoice == NULL || g_strcmp0 (state, PD_INVOICE_STATE_FAILED) == 0 ||
      g_strcmp0 (state, PD_INVOICE_STATE_SUPERSEDED) == 0)
    {
      obstacle->reason = mail->invoice == NULL ? _ ("The platform does not have the invoice.")
                                               : _ ("The invoice was not issued.");
      return TRUE;
    }
  if (g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) != 0)
    {
      *obstacle = (Obstacle){ _ ("The invoice has not been issued yet."), FALSE };
      return TRUE;
    }
  if (!add_files (platform, mail, error))
    return FALSE;
  if (lacks_file (mail))
    *obstacle = (Obstacle){ pd_record_has (mail->delivery, PD_DELIVERY_FILES)
                                ? _ ("Not all files that were chosen have arrived from the tax bureau yet.")
                                : _ ("The invoice's files have not arrived from the tax bureau yet."),
                            FALSE };
  else if (files_size (mail) > PD_MAIL_FILES_MAX)
    obstacle->reason = _ ("The invoice's files are too large for a mail.");
  return TRUE;
}

static gboolean
wait_for (PdPlatform *platform, PdPlatformMail *mail, const Obstacle *obstacle, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = mail->tenant,
                              .now = pd_platform_get_now (platform) };
  const char *state = obstacle->never ? PD_DELIVERY_STATE_FAILED : PD_DELIVERY_STATE_WAITING;

  return pd_platform_mail_set_delivery (&change, mail->delivery, state, obstacle->reason, error) &&
         pd_platform_mail_set_row (platform, mail->tenant, mail->delivery_id,
                                   obstacle->never ? "done" : "waiting", change.now + INVOICE_WAIT, error);
}

static char *
make_message_id (const PdPlatformMail *mail)
{
  g_autofree char *sender = pd_mail_ascii_address (mail->settings.sender);
  const char *at = sender != NULL ? strrchr (sender, '@') : NULL;

  return g_strdup_printf ("%s.%" G_GINT64_FORMAT "@%s", mail->delivery_id, mail->generation,
                          at != NULL ? at + 1 : "piaodan.invalid");
}

/* From here on somebody is about to send it. */
static gboolean
write_intent (PdPlatform *platform, PdPlatformMail *mail, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = mail->tenant,
                              .now = pd_platform_get_now (platform) };

  mail->attempts++;
  mail->first_at = mail->first_at > 0 ? mail->first_at : change.now;
  mail->dated_at = mail->dated_at > 0 ? mail->dated_at : change.now;
  /* Who changes the sender's address does not make another mail of one that may have arrived. */
  if (pd_record_has (mail->delivery, PD_DELIVERY_MESSAGE_ID) && mail->generation > 0)
    mail->message_id = g_strdup (pd_record_get_text (mail->delivery, PD_DELIVERY_MESSAGE_ID));

  g_autofree char *prefix = g_strdup_printf ("%s.%" G_GINT64_FORMAT "@", mail->delivery_id, mail->generation);

  if (mail->message_id == NULL || !g_str_has_prefix (mail->message_id, prefix))
    {
      g_free (mail->message_id);
      mail->message_id = make_message_id (mail);
    }
  pd_record_set_text (mail->delivery, PD_DELIVERY_MESSAGE_ID, mail->message_id);
  pd_record_set_integer (mail->delivery, PD_DELIVERY_ATTEMPTS, mail->attempts);
  pd_record_set_text (mail->delivery, PD_DELIVERY_INVOICE_NUMBER,
                      pd_record_get_text (mail->invoice, PD_INVOICE_NUMBER));
  return pd_platform_mail_set_delivery (&change, mail->delivery, PD_DELIVERY_STATE_SENDING, NULL, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE mail SET state = 'sending', attempts = ?, first_at = ?, dated_at = ?,"
                              " lease_until = ? WHERE tenant = ? AND delivery = ?",
                              "iiiitt", mail->attempts, mail->first_at, mail->dated_at, change.now + LEASE,
                              mail->tenant, mail->delivery_id);
}

/* The password does not open: a person has to look. */
static gboolean
hold_without_password (PdPlatform *platform, PdPlatformMail *mail, GError *reason, GError **error)
{
  Obstacle obstacle = { reason->message, FALSE };
  gboolean done;

  if (!g_error_matches (reason, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_KEY))
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  done = pd_platform_mail_hold (platform, mail, TRUE, reason->message, error) &&
         wait_for (platform, mail, &obstacle, error);
  g_error_free (reason);
  return done;
}

/* @ready: (out): whether the mail can go; otherwise it is written down what becomes of it */
static gboolean
prepare (PdPlatform *platform, PdPlatformMail *mail, gboolean *ready, GError **error)
{
  Obstacle obstacle;
  gboolean found = FALSE;
  g_autoptr (GError) local = NULL;

  *ready = FALSE;
  if (!pd_platform_read_record (platform, mail->tenant, &pd_delivery_type, mail->delivery_id, &mail->delivery,
                                error))
    return FALSE;
  if (mail->delivery == NULL || pd_record_is_deleted (mail->delivery) ||
      g_strcmp0 (pd_record_get_state (mail->delivery), PD_DELIVERY_STATE_WAITING) != 0)
    return pd_platform_mail_set_row (platform, mail->tenant, mail->delivery_id, "done", 0, error);
  if (!find_obstacle (platform, mail, &obstacle, error))
    return FALSE;
  if (obstacle.reason != NULL)
    return wait_for (platform, mail, &obstacle, error);
  if (!pd_platform_get_mail_settings (platform, mail->tenant, &mail->settings, &found, error))
    return FALSE;
  if (!pd_platform_mail_server (platform, mail->tenant, &mail->settings, &mail->server, &local))
    return hold_without_password (platform, mail, g_steal_pointer (&local), error);
  *ready = TRUE;
  return write_intent (platform, mail, error);
}

static gboolean
take_in_transaction (PdPlatform *platform, PdPlatformMail **mail, GError **error)
{
  gboolean ready = FALSE;

  if (!pd_platform_mail_take_up_expired (platform, error))
    return FALSE;
  for (guint i = 0; i < LOOK_AT_ONCE && !ready; i++)
    {
      g_clear_pointer (mail, pd_platform_mail_free);
      if (!find_due (platform, mail, error) || (*mail != NULL && !prepare (platform, *mail, &ready, error)))
        return FALSE;
      if (*mail == NULL)
        return TRUE;
    }
  if (!ready)
    g_clear_pointer (mail, pd_platform_mail_free);
  return TRUE;
}

/**
 * pd_platform_take_mail:
 *
 * Takes the mail that is due first and writes down, durably, that it is about to be sent; what is taken and not finished
 * in time is taken up again.
 *
 * Returns: (transfer full) (nullable): NULL without an error when none can go
 */
PdPlatformMail *
pd_platform_take_mail (PdPlatform *platform, GError **error)
{
  g_autoptr (PdPlatformMail) mail = NULL;

  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
      !pd_platform_sql_end (platform->sql, take_in_transaction (platform, &mail, error), error))
    return NULL;
  return g_steal_pointer (&mail);
}

/* --- sending it */

static char **
envelope_recipients (const PdPlatformMail *mail, const char *const *copies)
{
  g_autoptr (GStrvBuilder) recipients = g_strv_builder_new ();
  const char *recipient = pd_record_get_text (mail->delivery, PD_DELIVERY_RECIPIENT);
  g_autofree char *first = pd_mail_ascii_address (recipient);

  g_strv_builder_add (recipients, first != NULL ? first : recipient);
  for (guint i = 0; copies[i] != NULL; i++)
    {
      g_autofree char *copy = pd_mail_ascii_address (copies[i]);

      if (copy != NULL)
        g_strv_builder_add (recipients, copy);
    }
  return g_strv_builder_end (recipients);
}

/**
 * pd_platform_run_mail:
 * @hand_over: called when the last byte is about to leave, in this thread: it has pd_platform_hand_over_mail() called in
 *   the platform's
 *
 * Speaks to the mail server. Any thread; touches nothing but the mail.
 */
void
pd_platform_run_mail (PdPlatformMail *mail,
                      PdMailHandOver hand_over,
                      gpointer data,
                      GCancellable *cancellable)
{
  g_auto (GStrv) copies = pd_mail_addresses_split (pd_record_get_text (mail->delivery, PD_DELIVERY_COPIES));
  g_auto (GStrv) recipients = envelope_recipients (mail, (const char *const *) copies);
  g_autofree char *sender = pd_mail_ascii_address (mail->settings.sender);
  const char *language = pd_record_get_text (mail->delivery, PD_DELIVERY_LANGUAGE);
  PdMailContent content = { .sender = mail->settings.sender,
                            .sender_name = mail->settings.sender_name,
                            .recipient = pd_record_get_text (mail->delivery, PD_DELIVERY_RECIPIENT),
                            .copies = (const char *const *) copies,
                            .language = language != NULL ? language : mail->settings.language,
                            .message_id = mail->message_id,
                            .time = mail->dated_at,
                            .invoice = mail->invoice,
                            .files = mail->files };
  g_autoptr (GBytes) message = pd_mail_message_new (&content);
  PdMailJob job = { .server = &mail->server,
                    .sender = sender != NULL ? sender : mail->settings.sender,
                    .recipients = (const char *const *) recipients,
                    .message = message,
                    .hand_over = hand_over,
                    .data = data };

  mail->answer = mail->transport (&job, cancellable, mail->transport_data);
}

/** pd_platform_hand_over_mail: writes down, durably, that the mail's last byte is about to leave. */
gboolean
pd_platform_hand_over_mail (PdPlatform *platform, const PdPlatformMail *mail, GError **error)
{
  return pd_platform_sql_run (
             platform->sql, error,
             "UPDATE mail SET state = 'handed_over' WHERE tenant = ? AND delivery = ? AND state = 'sending'"
             " AND generation = ? AND attempts = ?",
             "ttii", mail->tenant, mail->delivery_id, mail->generation, mail->attempts) &&
         pd_platform_sql_changes (platform->sql) == 1;
}
