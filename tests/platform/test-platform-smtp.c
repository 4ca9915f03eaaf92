/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail to a real server on loopback, read back by somebody else's program. */
#include "platform/pd-platform-mail.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-certificate.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-files.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/pd-platform-works.h"
#include "platform/platform-fixture.h"

#define USER "fapiao@example.com"
#define PASSWORD "口令 s3cret"
#define XML "<?xml version=\"1.0\"?>\n<发票 号=\"1\"/>\n.\n..\r\nFrom \xe7\xa5\xa8\n"

typedef struct
{
  GSubprocess *process;
  char *folder; /* where its mail is, and the certificates */
  char *authority;
  guint port;
} Server;

static char *
script (void)
{
  return g_test_build_filename (G_TEST_DIST, "platform", "mail-server.py", NULL);
}

/* FALSE when it cannot be had here. */
static gboolean
start (Server *server, const char *mode)
{
  g_autofree char *program = script ();
  g_autoptr (GError) error = NULL;
  char *line = NULL;

  server->folder = g_dir_make_tmp ("piaodan-smtp-XXXXXX", NULL);
  server->authority = g_build_filename (server->folder, "certificate.pem", NULL);

  g_autoptr (GTlsCertificate) made =
      pd_platform_make_certificate (server->folder, g_get_real_time (), &error);
  g_autofree char *certificate = g_build_filename (server->folder, "server-certificate.pem", NULL);
  g_autofree char *key = g_build_filename (server->folder, "server-key.pem", NULL);

  g_assert_no_error (error);
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                          G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                      &error, "/usr/bin/python3", program, "serve", server->folder,
                                      certificate, key, mode, NULL);
  if (server->process == NULL)
    return FALSE;

  g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));

  line = g_data_input_stream_read_line (out, NULL, NULL, NULL);
  server->port = line != NULL ? (guint) g_ascii_strtoull (line, NULL, 10) : 0;
  g_free (line);
  return server->port != 0;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (child);

      g_file_delete (file, NULL, NULL);
    }

  g_autoptr (GFile) itself = g_file_new_for_path (path);

  g_file_delete (itself, NULL, NULL);
}

/* A folder of folders. */
static void
remove_tree (const char *path)
{
  g_autofree char *files = g_build_filename (path, "files", NULL);

  remove_folder (files);
  remove_folder (path);
}

static void
stop (Server *server)
{
  if (server->process != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (server->process), NULL, NULL);
      g_subprocess_wait (server->process, NULL, NULL);
      g_clear_object (&server->process);
    }
  remove_folder (server->folder);
  g_free (server->folder);
  g_free (server->authority);
}

static guint
count_mails (const Server *server)
{
  guint n = 0;

  for (;; n++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.json", server->folder, n + 1);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return n;
    }
}

/* --- the transport by itself */

typedef struct
{
  guint n_asked;
  gboolean may;
} Door;

static gboolean
open_door (gpointer data)
{
  Door *door = data;

  door->n_asked++;
  return door->may;
}

typedef struct
{
  const char *host;
  PdMailSecurity security;
  const char *user;
  const char *password;
  gboolean trusted;
} Manner;

static const Manner usual = { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE };

static PdMailAnswer *
send_message (const Server *server,
              const Manner *manner,
              const char *const *recipients,
              GBytes *message,
              Door *door,
              GCancellable *cancellable)
{
  PdMailServer where = { .host = (char *) manner->host,
                         .port = server->port,
                         .security = manner->security,
                         .user = (char *) manner->user,
                         .password = (char *) manner->password,
                         .authority = manner->trusted ? server->authority : NULL };
  PdMailJob job = { .server = &where,
                    .sender = "fapiao@example.com",
                    .recipients = recipients,
                    .message = message,
                    .hand_over = open_door,
                    .data = door };

  return pd_mail_send_by_smtp (&job, cancellable, NULL);
}

static PdMailAnswer *
send_to (const Server *server,
         const Manner *manner,
         const char *const *recipients,
         Door *door,
         GCancellable *cancellable)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("Subject: x\r\n\r\n.one\r\n..\r\n.\r\nlast",
                                                   strlen ("Subject: x\r\n\r\n.one\r\n..\r\n.\r\nlast"));
  return send_message (server, manner, recipients, message, door, cancellable);
}

/* What the server says, what is concluded from it, and whether the last byte may have left. */
static void
test_answers (void)
{
  static const struct
  {
    Manner manner;
    const char *recipients[4];
    PdMailOutcome outcome;
    int code;
    gboolean over;
    const char *reason; /* (nullable) */
    guint has;
  } rows[] = {
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "a@b.cn", NULL },
      PD_MAIL_TAKEN,
      250,
      TRUE,
      NULL,
      1 },
    { { "127.0.0.1", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "a@b.cn", "c@d.cn", NULL },
      PD_MAIL_TAKEN,
      250,
      TRUE,
      NULL,
      1 },
    /* A copy that is refused is told, and keeps nobody from the mail. */
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "a@b.cn", "refused@d.cn", "later@d.cn", NULL },
      PD_MAIL_TAKEN,
      250,
      TRUE,
      "refused@d.cn, later@d.cn",
      1 },
    /* Without its recipient it goes to nobody, copies or not. */
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "refused@b.cn", NULL },
      PD_MAIL_REFUSED,
      550,
      FALSE,
      "No such user",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "refused@b.cn", "c@d.cn", NULL },
      PD_MAIL_REFUSED,
      550,
      FALSE,
      "5.1.1",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "later@b.cn", "c@d.cn", NULL },
      PD_MAIL_DEFERRED,
      451,
      FALSE,
      "Greylisted",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "drop-before@b.cn", NULL },
      PD_MAIL_UNCERTAIN,
      0,
      TRUE,
      "may have arrived",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "drop-after@b.cn", NULL },
      PD_MAIL_UNCERTAIN,
      0,
      TRUE,
      "may have arrived",
      1 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "refuse-content@b.cn", NULL },
      PD_MAIL_REFUSED,
      554,
      TRUE,
      "spam",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "busy-content@b.cn", NULL },
      PD_MAIL_DEFERRED,
      452,
      TRUE,
      "Disk full",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, "wrong", TRUE },
      { "a@b.cn", NULL },
      PD_MAIL_MISCONFIGURED,
      535,
      FALSE,
      "user name and password",
      0 },
    { { "localhost", PD_MAIL_STARTTLS, NULL, NULL, TRUE },
      { "a@b.cn", NULL },
      PD_MAIL_MISCONFIGURED,
      530,
      FALSE,
      NULL,
      0 },
    { { "localhost", PD_MAIL_STARTTLS, USER, PASSWORD, FALSE },
      { "a@b.cn", NULL },
      PD_MAIL_MISCONFIGURED,
      0,
      FALSE,
      "not trusted",
      0 },
    /* TLS from the first byte to a server that begins in the open. */
    { { "localhost", PD_MAIL_TLS, USER, PASSWORD, TRUE },
      { "a@b.cn", NULL },
      PD_MAIL_UNREACHABLE,
      0,
      FALSE,
      "cannot be reached",
      0 },
    { { "nowhere.invalid", PD_MAIL_STARTTLS, USER, PASSWORD, TRUE },
      { "a@b.cn", NULL },
      PD_MAIL_UNREACHABLE,
      0,
      FALSE,
      "cannot be found",
      0 },
  };
  Server server = { 0 };

  if (!start (&server, "starttls"))
    g_test_skip ("aiosmtpd is not installed");
  else
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        Door door = { .may = TRUE };
        guint before = count_mails (&server);
        g_autoptr (PdMailAnswer) answer = NULL;

        g_test_message ("%u", i);
        answer = send_to (&server, &rows[i].manner, rows[i].recipients, &door, NULL);
        g_test_message ("%d %d %s", answer->outcome, answer->code, answer->reason);
        g_assert_cmpint (answer->outcome, ==, rows[i].outcome);
        g_assert_cmpint (answer->code, ==, rows[i].code);
        g_assert_cmpuint (door.n_asked, ==, rows[i].over);
        if (rows[i].reason != NULL)
          g_assert_nonnull (strstr (answer->reason, rows[i].reason));
        if (answer->reason != NULL)
          g_assert_null (strstr (answer->reason, PASSWORD));
        g_assert_cmpuint (count_mails (&server) - before, ==, rows[i].has);
      }
  stop (&server);
}

/* Called off when the last byte was about to leave: the server has seen no end, and takes nothing. */
static void
test_called_off (void)
{
  static const char *const recipients[] = { "a@b.cn", NULL };
  Server server = { 0 };
  Door door = { .may = FALSE };

  if (!start (&server, "starttls"))
    g_test_skip ("aiosmtpd is not installed");
  else
    {
      g_autoptr (PdMailAnswer) answer = send_to (&server, &usual, recipients, &door, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (PdMailAnswer) cancelled = NULL;

      g_assert_cmpint (answer->outcome, ==, PD_MAIL_DEFERRED);
      g_assert_cmpuint (door.n_asked, ==, 1);
      g_cancellable_cancel (cancellable);
      cancelled = send_to (&server, &usual, recipients, &door, cancellable);
      g_assert_cmpint (cancelled->outcome, ==, PD_MAIL_UNREACHABLE);
      g_assert_cmpuint (door.n_asked, ==, 1);
      g_usleep (100 * 1000);
      g_assert_cmpuint (count_mails (&server), ==, 0);
    }
  stop (&server);
}

/* Cut off in the middle of a mail that is longer than what lies in buffers: certainly not taken. */
static void
test_cut_off (void)
{
  static const char *const recipients[] = { "drop-before@b.cn", NULL };
  g_autoptr (GString) lines = g_string_new ("Subject: x\r\n\r\n");
  Server server = { 0 };
  Door door = { .may = TRUE };

  for (guint i = 0; i < 150000; i++)
    g_string_append (lines,
                     "0123456789012345678901234567890123456789012345678901234567890123456789012345\r\n");
  if (!start (&server, "starttls"))
    g_test_skip ("aiosmtpd is not installed");
  else
    {
      g_autoptr (GBytes) message = g_bytes_new (lines->str, lines->len);
      g_autoptr (PdMailAnswer) answer = send_message (&server, &usual, recipients, message, &door, NULL);

      g_test_message ("%s", answer->reason);
      g_assert_cmpint (answer->outcome, ==, PD_MAIL_DEFERRED);
      g_assert_cmpuint (door.n_asked, ==, 0);
      g_assert_cmpuint (count_mails (&server), ==, 0);
    }
  stop (&server);
}

static void
test_securities (void)
{
  static const struct
  {
    const char *mode;
    PdMailSecurity security;
    PdMailOutcome outcome;
  } rows[] = {
    { "tls", PD_MAIL_TLS, PD_MAIL_TAKEN },
    { "plain", PD_MAIL_UNPROTECTED, PD_MAIL_TAKEN },
    /* Who wants encryption says nothing in the open, neither a password nor a mail. */
    { "plain", PD_MAIL_STARTTLS, PD_MAIL_MISCONFIGURED },
  };
  static const char *const recipients[] = { "a@b.cn", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Server server = { 0 };
      Door door = { .may = TRUE };
      Manner manner = { "localhost", rows[i].security, NULL, NULL, TRUE };

      if (rows[i].security != PD_MAIL_UNPROTECTED)
        manner = (Manner){ "localhost", rows[i].security, USER, PASSWORD, TRUE };
      if (!start (&server, rows[i].mode))
        g_test_skip ("aiosmtpd is not installed");
      else
        {
          g_autoptr (PdMailAnswer) answer = send_to (&server, &manner, recipients, &door, NULL);

          g_test_message ("%u: %d %s", i, answer->outcome, answer->reason);
          g_assert_cmpint (answer->outcome, ==, rows[i].outcome);
        }
      stop (&server);
    }
}

/* --- from the order to the recipient's mail box */

typedef struct
{
  Server server;
  Fixture *f;
  char *clerk;
  char *finance;
  PdRecord *invoice;
} Office;

static char *
store_file (Office *office, GBytes *bytes, const char *type)
{
  g_autoptr (GError) error = NULL;
  char *hash = pd_platform_store_blob (office->f->platform, bytes, &error);

  g_assert_no_error (error);
  g_assert_true (
      pd_platform_add_file (office->f->platform, office->f->tenants[0], hash, bytes, type, &error));
  return hash;
}

/* The bureau's word. */
static void
add_xml (Office *office)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (XML, strlen (XML));
  g_autofree char *hash = store_file (office, bytes, "application/xml");
  PdPlatformChange change = { .platform = office->f->platform,
                              .tenant = office->f->tenants[0],
                              .now = office->f->now };
  g_autoptr (GError) error = NULL;

  pd_record_set_text (office->invoice, PD_INVOICE_XML_HASH, hash);
  g_assert_true (pd_platform_sql_script (office->f->platform->sql, "BEGIN IMMEDIATE", &error));
  g_assert_true (pd_platform_write_record (&change, office->invoice, &error));
  g_assert_true (pd_platform_sql_script (office->f->platform->sql, "COMMIT", &error));
}

static void
open_office (Office *office)
{
  PdPlatformMailSettings settings = { .host = (char *) "localhost",
                                      .port = office->server.port,
                                      .security = PD_MAIL_STARTTLS,
                                      .sender = (char *) USER,
                                      .user = (char *) USER,
                                      .authority = office->server.authority,
                                      .language = (char *) "zh_CN" };
  g_autoptr (GError) error = NULL;

  office->f = fixture_new ();
  office->clerk = fixture_sign_in (office->f, 0, "clerk");
  office->finance = fixture_sign_in (office->f, 0, "finance");

  g_autoptr (PdRecord) order = fixture_order (office->f, "D-1");
  g_autoptr (PdResult) created = fixture_do (office->f, office->finance, fixture_create (office->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (office->f, office->finance, fixture_command (office->f, created->record, "issue"));

  fixture_work (office->f);
  office->invoice =
      fixture_get (office->f, office->finance, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_state (office->invoice), ==, "issued");
  add_xml (office);
  g_assert_true (pd_platform_set_mail_settings (office->f->platform, office->f->tenants[0], &settings,
                                                PASSWORD, &error));
  g_assert_no_error (error);
}

static void
close_office (Office *office)
{
  stop (&office->server);
  fixture_free (office->f);
  g_free (office->clerk);
  g_free (office->finance);
  pd_record_unref (office->invoice);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The worker sends it, in a thread of its own. */
static PdRecord *
mail_and_wait (Office *office, const char *recipient, const char *copies, const char *language)
{
  g_autoptr (PdRecord) delivery =
      pd_delivery_new (office->f->now, "2026-11-01", office->invoice, recipient, copies);
  g_autoptr (GError) error = NULL;
  PdPlatformWorker *worker = pd_platform_worker_new (office->f->platform, &pd_platform_mail_work, &error);
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  guint tick = g_timeout_add (20, tick_cb, NULL);
  PdRecord *now = NULL;

  g_assert_no_error (error);
  pd_record_set_text (delivery, PD_DELIVERY_LANGUAGE, language);

  g_autoptr (PdResult) result = fixture_do (office->f, office->clerk, fixture_create (office->f, delivery));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  pd_platform_worker_wake (worker);
  do
    {
      g_clear_pointer (&now, pd_record_unref);
      g_main_context_iteration (NULL, TRUE);
      now = fixture_get (office->f, office->clerk, pd_record_get_id (delivery));
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  while (
      g_str_equal (pd_record_get_state (now), "sending") ||
      (g_str_equal (pd_record_get_state (now), "waiting") && !pd_record_has (now, PD_DELIVERY_STATE_REASON)));
  g_source_remove (tick);
  pd_platform_worker_free (worker);
  return now;
}

static JsonNode *
read_json (const char *path)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return json_from_string (text, NULL);
}

/* As Python's email module reads it; the attachments are in the folder. */
static JsonNode *
read_mail (const Server *server, guint number)
{
  g_autofree char *program = script ();
  g_autofree char *path = g_strdup_printf ("%s/%u.eml", server->folder, number);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/usr/bin/python3", program, "read", path,
                        server->folder, NULL);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("%s", text);
  return json_from_string (text, NULL);
}

static void
assert_header (JsonObject *mail, const char *name, const char *expected)
{
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (mail, "headers"), name), ==,
                   expected);
}

static void
assert_attachment (const Server *server,
                   JsonObject *mail,
                   guint number,
                   const char *type,
                   const char *name,
                   const char *bytes,
                   gsize size)
{
  JsonObject *part = json_array_get_object_element (json_object_get_array_member (mail, "parts"), number);
  g_autofree char *path = g_strdup_printf ("%s/%u", server->folder, number);
  g_autofree char *content = NULL;
  gsize content_size = 0;

  g_assert_cmpstr (json_object_get_string_member (part, "type"), ==, type);
  g_assert_cmpstr (json_object_get_string_member (part, "disposition"), ==, "attachment");
  g_assert_cmpstr (json_object_get_string_member (part, "filename"), ==, name);
  g_assert_cmpstr (json_object_get_string_member (part, "name"), ==, name);
  g_assert_cmpstr (json_object_get_string_member (part, "encoding"), ==, "base64");
  g_assert_true (g_file_get_contents (path, &content, &content_size, NULL));
  g_assert_cmpmem (content, content_size, bytes, size);
}

static void
assert_pdf (Office *office, JsonObject *mail, const char *name)
{
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_platform_load_file (office->f->platform, office->f->tenants[0],
                                        pd_record_get_text (office->invoice, PD_INVOICE_PDF_HASH), &pdf,
                                        &error));
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
  assert_attachment (&office->server, mail, 1, "application/pdf", name, g_bytes_get_data (pdf, NULL),
                     g_bytes_get_size (pdf));
}

static void
assert_envelope (const Server *server, guint number, const char *expected)
{
  g_autofree char *path = g_strdup_printf ("%s/%u.json", server->folder, number);
  g_autoptr (JsonNode) node = read_json (path);
  JsonObject *envelope = json_node_get_object (node);
  JsonArray *to = json_object_get_array_member (envelope, "to");
  g_autoptr (GString) all = g_string_new (json_object_get_string_member (envelope, "from"));

  for (guint i = 0; i < json_array_get_length (to); i++)
    g_string_append_printf (all, " %s", json_array_get_string_element (to, i));
  g_assert_cmpstr (all->str, ==, expected);
  g_assert_true (json_object_get_boolean_member (envelope, "tls"));
  g_assert_true (json_object_get_boolean_member (envelope, "signed_in"));
}

static void
check_chinese (Office *office)
{
  g_autoptr (PdRecord) sent =
      mail_and_wait (office, "wang@例子.中国", "boss@example.com, refused@example.com", NULL);
  const char *number = pd_record_get_text (office->invoice, PD_INVOICE_NUMBER);
  gboolean specimen = pd_record_get_flag (office->invoice, PD_INVOICE_SPECIMEN);

  g_assert_cmpstr (pd_record_get_state (sent), ==, "sent");
  g_assert_cmpstr (pd_record_get_text (sent, PD_DELIVERY_ATTACHED), ==, "pdf xml");
  g_assert_nonnull (strstr (pd_record_get_text (sent, PD_DELIVERY_STATE_REASON), "refused@example.com"));
  assert_envelope (&office->server, 1, USER " wang@xn--fsqu00a.xn--fiqs8s boss@example.com");

  g_autoptr (JsonNode) node = read_mail (&office->server, 1);
  JsonObject *mail = json_node_get_object (node);
  g_autofree char *subject =
      g_strdup_printf ("%s电子发票 %s（甲公司）", specimen ? "【培训样张，不是发票】" : "", number);
  g_autofree char *message_id = g_strdup_printf ("<%s>", pd_record_get_text (sent, PD_DELIVERY_MESSAGE_ID));
  g_autofree char *pdf_name = g_strdup_printf ("发票_%s_甲公司.pdf", number);
  g_autofree char *xml_name = g_strdup_printf ("发票_%s_甲公司.xml", number);

  assert_header (mail, "subject", subject);
  assert_header (mail, "from", "甲公司 <" USER ">");
  assert_header (mail, "to", "wang@xn--fsqu00a.xn--fiqs8s");
  assert_header (mail, "cc", "boss@example.com, refused@example.com");
  assert_header (mail, "message-id", message_id);
  assert_header (mail, "auto-submitted", "auto-generated");
  assert_header (mail, "mime-version", "1.0");
  g_assert_true (g_str_has_suffix (
      json_object_get_string_member (json_object_get_object_member (mail, "headers"), "date"), " +0800"));
  /* What every server on the way can carry. */
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (mail, "defects")), ==, 0);
  g_assert_true (json_object_get_boolean_member (mail, "ascii"));
  g_assert_cmpint (json_object_get_int_member (mail, "bare"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (mail, "longest"), <=, 998);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (mail, "parts")), ==, 3);

  const char *text = json_object_get_string_member (
      json_array_get_object_element (json_object_get_array_member (mail, "parts"), 0), "text");

  g_assert_nonnull (strstr (text, number));
  g_assert_nonnull (strstr (text, "样例市远山文化传播有限公司："));
  g_assert_nonnull (strstr (text, "价税合计：¥235.00"));
  g_assert_nonnull (strstr (text, "附件：PDF、XML"));
  assert_pdf (office, mail, pdf_name);
  assert_attachment (&office->server, mail, 2, "application/xml", xml_name, XML, strlen (XML));
}

static void
check_english (Office *office)
{
  g_autoptr (PdRecord) sent = mail_and_wait (office, "smith@example.com", NULL, "en");
  const char *number = pd_record_get_text (office->invoice, PD_INVOICE_NUMBER);

  g_assert_cmpstr (pd_record_get_state (sent), ==, "sent");

  g_autoptr (JsonNode) node = read_mail (&office->server, 2);
  JsonObject *mail = json_node_get_object (node);
  g_autofree char *pdf_name = g_strdup_printf ("invoice_%s_甲公司.pdf", number);

  g_assert_nonnull (
      strstr (json_object_get_string_member (json_object_get_object_member (mail, "headers"), "subject"),
              "Electronic invoice"));
  assert_pdf (office, mail, pdf_name);
}

static void
check_refused (Office *office)
{
  g_autoptr (PdRecord) refused = mail_and_wait (office, "refused@example.com", NULL, NULL);
  g_autoptr (PdRecord) doubtful = mail_and_wait (office, "drop-after@example.com", NULL, NULL);
  g_autoptr (PdRecord) later = mail_and_wait (office, "later@example.com", NULL, NULL);

  g_assert_cmpstr (pd_record_get_state (refused), ==, "refused");
  g_assert_nonnull (strstr (pd_record_get_text (refused, PD_DELIVERY_STATE_REASON), "550"));
  g_assert_cmpstr (pd_record_get_state (doubtful), ==, "uncertain");
  g_assert_cmpstr (pd_record_get_state (later), ==, "waiting");
  g_assert_nonnull (strstr (pd_record_get_text (later, PD_DELIVERY_STATE_REASON), "Greylisted"));
}

static void
test_office (void)
{
  Office office = { 0 };

  if (!start (&office.server, "starttls"))
    {
      g_test_skip ("aiosmtpd is not installed");
      stop (&office.server);
      return;
    }
  open_office (&office);
  check_chinese (&office);
  check_english (&office);
  check_refused (&office);
  close_office (&office);
}

/* The platform stops while a server keeps an answer to itself: it waits a while, and then tells that nobody knows. */
static void
test_stopped_while_handed_over (void)
{
  Office office = { 0 };

  if (!start (&office.server, "starttls"))
    {
      g_test_skip ("aiosmtpd is not installed");
      stop (&office.server);
      return;
    }
  open_office (&office);

  g_autoptr (PdRecord) delivery =
      pd_delivery_new (office.f->now, "2026-11-01", office.invoice, "slow@example.com", NULL);
  g_autoptr (PdResult) result = fixture_do (office.f, office.clerk, fixture_create (office.f, delivery));
  g_autoptr (GError) error = NULL;
  PdPlatformWorker *worker = pd_platform_worker_new (office.f->platform, &pd_platform_mail_work, &error);
  guint tick = g_timeout_add (20, tick_cb, NULL);

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  while (count_mails (&office.server) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  pd_platform_worker_free (worker);

  g_autoptr (PdRecord) now = fixture_get (office.f, office.clerk, pd_record_get_id (delivery));

  g_assert_cmpstr (pd_record_get_state (now), ==, "uncertain");
  close_office (&office);
}

/* @input: (nullable). Returns: (transfer full): what it said, when it ended as @well says */
static char *
run_program (const char *input, gboolean well, ...)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "platform", "piaodan-platform", NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *word = program;
  char *said = NULL;
  va_list more;

  va_start (more, well);
  for (; word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (words, (gpointer) word);
  va_end (more);
  g_ptr_array_add (words, NULL);

  g_autoptr (GSubprocess) process =
      g_subprocess_newv ((const char *const *) words->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                             G_SUBPROCESS_FLAGS_STDERR_MERGE,
                         &error);

  g_assert_no_error (error);
  g_assert_true (
      g_subprocess_communicate_utf8 (process, input != NULL ? input : "", NULL, &said, NULL, &error));
  g_test_message ("%s", said);
  g_assert_cmpint (g_subprocess_get_successful (process), ==, well);
  return said;
}

/* Whoever runs the platform sets a server up on its own machine, and sees whether mail goes out. */
static void
test_program (void)
{
  Server server = { 0 };
  g_autofree char *port = NULL;
  g_autofree char *data = NULL;

  if (!start (&server, "starttls"))
    {
      g_test_skip ("aiosmtpd is not installed");
      stop (&server);
      return;
    }
  port = g_strdup_printf ("%u", server.port);
  data = g_dir_make_tmp ("piaodan-program-XXXXXX", NULL);
  g_free (run_program (NULL, TRUE, "tenant", "add", "--data", data, "--name", "甲", "--company", "甲公司",
                       "--tax-number", "91440101MA5PD0018E", NULL));

  g_autofree char *nothing =
      run_program (NULL, FALSE, "mail", "test", "--data", data, "--tenant", "甲", "--to", "a@b.cn", NULL);

  g_assert_nonnull (strstr (nothing, "No mail server"));
  g_free (run_program (PASSWORD "\n", TRUE, "mail", "set", "--data", data, "--tenant", "甲", "--host",
                       "localhost", "--port", port, "--sender", USER, "--user", USER, "--authority",
                       server.authority, NULL));

  g_autofree char *taken =
      run_program (NULL, TRUE, "mail", "test", "--data", data, "--tenant", "甲", "--to", "a@b.cn", NULL);
  g_autofree char *refused = run_program (NULL, FALSE, "mail", "test", "--data", data, "--tenant", "甲",
                                          "--to", "refused@b.cn", NULL);
  g_autofree char *wrong = run_program (NULL, FALSE, "mail", "set", "--data", data, "--tenant", "甲",
                                        "--host", "localhost", "--sender", "nobody", NULL);

  g_assert_nonnull (strstr (taken, "has taken"));
  g_assert_nonnull (strstr (refused, "No such user"));
  g_assert_nonnull (strstr (wrong, "--sender: "));
  g_assert_cmpuint (count_mails (&server), ==, 1);

  g_autofree char *key = g_build_filename (data, "secret.key", NULL);

  g_assert_true (g_file_test (key, G_FILE_TEST_EXISTS));
  g_free (run_program (NULL, TRUE, "secrets", "forget", "--data", data, "--all", NULL));
  /* An empty password keeps the one that there is, and there is none. */
  g_autofree char *forgotten =
      run_program (NULL, FALSE, "mail", "test", "--data", data, "--tenant", "甲", "--to", "a@b.cn", NULL);

  g_assert_nonnull (strstr (forgotten, "user name and password"));
  g_free (run_program (NULL, TRUE, "mail", "set", "--data", data, "--tenant", "甲", "--forget", NULL));
  stop (&server);
  remove_tree (data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/smtp/answers", test_answers);
  g_test_add_func ("/platform/smtp/called-off", test_called_off);
  g_test_add_func ("/platform/smtp/cut-off", test_cut_off);
  g_test_add_func ("/platform/smtp/securities", test_securities);
  g_test_add_func ("/platform/smtp/office", test_office);
  g_test_add_func ("/platform/smtp/program", test_program);
  g_test_add_func ("/platform/smtp/stopped-while-handed-over", test_stopped_while_handed_over);
  return g_test_run ();
}
