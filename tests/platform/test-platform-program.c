/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <signal.h>

/* The real program, killed as a power cut kills it: what it acknowledged is there. */

#define ROUNDS 4

typedef struct
{
  char *folder;
  char *data;
  char *port_file;
  GSubprocess *process;
  SoupSession *session;
  char *uri;
  char *token;
  guint sent;              /* mutations 1 … sent were sent; the counter is the number */
  GPtrArray *acknowledged; /* of names */
} Test;

static GSubprocess *
spawn (const char *const *arguments, GSubprocessFlags flags)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "platform", "piaodan-platform", NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_add (words, program);
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (words, (gpointer) *arguments);
  g_ptr_array_add (words, NULL);

  GSubprocess *process = g_subprocess_newv ((const char *const *) words->pdata, flags, &error);

  g_assert_no_error (error);
  return process;
}

static char *
wait_for_port (const char *path)
{
  char *text = NULL;

  for (guint time = 0; time < 2000; time++, g_usleep (10 * 1000))
    if (g_file_get_contents (path, &text, NULL, NULL))
      return g_strstrip (text);
  g_assert_not_reached ();
}

static void
start (Test *test)
{
  const char *const arguments[] = { "serve",       "--data",        test->data,   "--listen", "127.0.0.1:0",
                                    "--port-file", test->port_file, "--training", NULL };
  g_autofree char *authority = g_build_filename (test->data, "certificate.pem", NULL);
  g_autofree char *port = NULL;

  g_remove (test->port_file);
  test->process = spawn (arguments, G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  port = wait_for_port (test->port_file);
  g_free (test->uri);
  test->uri = g_strdup_printf ("https://localhost:%s", port);
  g_clear_object (&test->session);

  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (authority, NULL);

  test->session = soup_session_new_with_options ("timeout", 20, "tls-database", database, NULL);
}

/* (nullable): NULL when no answer came. */
static char *
ask (Test *test, const char *method, const char *path, const char *body)
{
  g_autofree char *uri = g_strconcat (test->uri, path, NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", test->token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GBytes) answer = NULL;

  if (test->token != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  answer = soup_session_send_and_read (test->session, message, NULL, NULL);
  if (answer == NULL || soup_message_get_status (message) != 200)
    return NULL;
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static void
sign_in (Test *test)
{
  g_autofree char *path = g_build_filename (test->data, "training-users.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_file (parser, path, NULL));

  JsonObject *user = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "users"), 0);
  g_autofree char *body =
      g_strdup_printf ("{\"user\":\"%s\",\"password\":\"%s\"}", json_object_get_string_member (user, "name"),
                       json_object_get_string_member (user, "password"));
  g_autofree char *answer = ask (test, "POST", "/v1/session", body);
  g_autoptr (JsonNode) node = json_from_string (answer, NULL);

  test->token = g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

/* FALSE when no answer came. */
static gboolean
push (Test *test, guint number)
{
  g_autofree char *body = g_strdup_printf (
      "{\"format\":1,\"replica\":\"00000000-0000-7000-8000-0000000000ff\",\"mutations\":[{"
      "\"id\":\"00000000-0000-7000-8001-%012u\",\"counter\":%u,\"type\":\"buyer\","
      "\"record_id\":\"00000000-0000-7000-8002-%012u\",\"kind\":\"create\",\"base_revision\":0,"
      "\"made_at\":1,\"record\":{\"type\":\"buyer\",\"id\":\"00000000-0000-7000-8002-%012u\","
      "\"name\":\"buyer-%u.\"}}]}",
      number, number, number, number, number);
  g_autofree char *answer = ask (test, "POST", "/v1/sync/push", body);

  if (answer == NULL)
    return FALSE;
  g_assert_nonnull (strstr (answer, "\"outcome\":\"ok\""));
  g_assert_nonnull (strstr (answer, "\"revision\":1"));
  g_ptr_array_add (test->acknowledged, g_strdup_printf ("buyer-%u.", number));
  return TRUE;
}

static gpointer
kill_later (gpointer data)
{
  Test *test = data;

  g_usleep ((gulong) g_test_rand_int_range (5, 120) * 1000);
  g_subprocess_force_exit (test->process);
  return NULL;
}

static void
assert_all_there (Test *test)
{
  g_autofree char *page = ask (test, "GET", "/v1/sync/changes?limit=1000", NULL);

  g_assert_nonnull (page);
  for (guint index = 0; index < test->acknowledged->len; index++)
    {
      const char *name = g_ptr_array_index (test->acknowledged, index);
      const char *found = strstr (page, name);

      g_test_message ("%s", name);
      g_assert_nonnull (found);
      g_assert_null (strstr (found + 1, name));
    }
}

static void
test_killed (void)
{
  Test test = { .folder = g_dir_make_tmp ("piaodan-program-XXXXXX", NULL),
                .acknowledged = g_ptr_array_new_with_free_func (g_free) };

  test.data = g_build_filename (test.folder, "data", NULL);
  test.port_file = g_build_filename (test.folder, "port", NULL);
  start (&test);
  sign_in (&test);
  for (guint round = 0; round < ROUNDS; round++)
    {
      GThread *killer = g_thread_new ("kill", kill_later, &test);

      while (push (&test, test.sent + 1))
        test.sent++;
      g_thread_join (killer);
      g_subprocess_wait (test.process, NULL, NULL);
      g_clear_object (&test.process);
      start (&test);
      assert_all_there (&test);
      /* The one whose answer was lost: the same again, and it is there once. */
      g_assert_true (push (&test, ++test.sent));
      assert_all_there (&test);
    }
  g_assert_cmpuint (test.acknowledged->len, ==, test.sent);

  /* Asked to end, it ends well. */
  g_subprocess_send_signal (test.process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (test.process, NULL, NULL));
  g_clear_object (&test.process);
  g_clear_object (&test.session);

  g_autofree char *command = g_strdup_printf ("rm -r '%s'", test.folder);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (test.folder);
  g_free (test.data);
  g_free (test.port_file);
  g_free (test.uri);
  g_free (test.token);
  g_ptr_array_unref (test.acknowledged);
}

static gboolean
run (const char *const *arguments, const char *input, char **output)
{
  g_autoptr (GSubprocess) process =
      spawn (arguments, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_assert_true (g_subprocess_communicate_utf8 (process, input, NULL, output, NULL, NULL));
  return g_subprocess_get_successful (process);
}

/* A real installation is made by hand: a tenant, then its users. */
static void
test_commands (void)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-program-XXXXXX", NULL);
  const char *const tenant[] = { "tenant",     "add", "--data",       folder,
                                 "--name",     "甲",  "--company",    "甲有限公司",
                                 "--province", "44",  "--tax-number", "91440101MA5PD0018E",
                                 NULL };
  const char *const short_number[] = { "tenant",    "add",    "--data",       folder, "--name", "乙",
                                       "--company", "乙公司", "--tax-number", "123",  NULL };
  const char *const same_number[] = { "tenant", "add",       "--data", folder,         "--name",
                                      "乙",     "--company", "乙公司", "--tax-number", "91440101MA5PD0018E",
                                      NULL };
  const char *const check_digit[] = { "tenant", "add",       "--data", folder,         "--name",
                                      "乙",     "--company", "乙公司", "--tax-number", "91440101MA5PD0018X",
                                      NULL };
  const char *const overridden[] = { "tenant",
                                     "add",
                                     "--data",
                                     folder,
                                     "--name",
                                     "丁",
                                     "--company",
                                     "丁公司",
                                     "--tax-number",
                                     "91440101MA5PD0018X",
                                     "--accept-overridable",
                                     NULL };
  const char *const user[] = { "user",   "add", "--data", folder,    "--tenant", "甲",
                               "--name", "王",  "--role", "finance", NULL };
  const char *const wrong_role[] = { "user",   "add", "--data", folder, "--tenant", "甲",
                                     "--name", "李",  "--role", "boss", NULL };
  const char *const no_tenant[] = { "user",   "add", "--data", folder,  "--tenant", "乙",
                                    "--name", "李",  "--role", "clerk", NULL };
  const char *const restored[] = { "restored", "--data", folder, NULL };
  const char *const help[] = { "tenant", "add", "--help", NULL };
  const char *const nothing[] = { "serve", NULL };
  static const struct
  {
    guint command;
    const char *input;
    gboolean works;
  } cases[] = {
    { 0, "", TRUE },
    { 0, "", FALSE }, /* the name is taken */
    { 1, "", FALSE },
    { 1, "short\n", FALSE },
    { 1, "long enough a password\n", TRUE },
    { 1, "long enough a password\n", FALSE },
    { 2, "long enough a password\n", FALSE },
    { 3, "long enough a password\n", FALSE },
    { 4, "", TRUE },
    { 5, "", FALSE },
    { 6, "", FALSE },
    { 7, "", FALSE },
    { 8, "", FALSE },
    { 9, "", TRUE },
  };
  const char *const *const commands[] = { tenant,  user,         wrong_role,  no_tenant,   restored,
                                          nothing, short_number, same_number, check_digit, overridden };

  g_autofree char *usage = NULL;

  g_assert_true (run (help, "", &usage));
  g_assert_nonnull (strstr (usage, "piaodan-platform tenant add ["));
  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *output = NULL;

      g_test_message ("case %u", index);
      g_assert_cmpint (run (commands[cases[index].command], cases[index].input, &output), ==,
                       cases[index].works);
      if (cases[index].works && cases[index].command != 4)
        g_assert_cmpuint (strlen (output), ==, 37);
    }

  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

/* What the sign-in dialog shows of an unknown server can be read in the platform's log. */
static void
test_fingerprint (void)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-program-XXXXXX", NULL);
  g_autofree char *port_file = g_build_filename (folder, "port", NULL);
  g_autofree char *pem = g_build_filename (folder, "server-certificate.pem", NULL);
  const char *const serve[] = { "serve",       "--data",      folder,    "--listen",
                                "127.0.0.1:0", "--port-file", port_file, NULL };
  g_autoptr (GSubprocess) process = spawn (serve, G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *port = wait_for_port (port_file);
  g_autofree char *log = NULL, *text = NULL, *wanted = NULL, *command = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &log, &error));
  g_assert_no_error (error);

  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (pem, &error);
  g_autoptr (GByteArray) bytes = NULL;

  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &bytes, NULL);
  text = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  wanted = g_strdup (strstr (log, "sha256="));
  g_assert_nonnull (wanted);
  for (guint i = 0; i < 32; i++)
    {
      const char *pair = wanted + strlen ("sha256=") + i * 3;

      g_assert_cmpint (g_ascii_tolower (pair[0]), ==, text[2 * i]);
      g_assert_cmpint (g_ascii_tolower (pair[1]), ==, text[2 * i + 1]);
      g_assert_cmpint (pair[2], ==, i == 31 ? '\n' : ':');
    }
  command = g_strdup_printf ("rm -r '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/program/killed", test_killed);
  g_test_add_func ("/platform/program/fingerprint", test_fingerprint);
  g_test_add_func ("/platform/program/commands", test_commands);
  return g_test_run ();
}
