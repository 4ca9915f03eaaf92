/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "platform/pd-platform-certificate.h"
#include "platform/pd-platform-thread.h"

#define ITERATIONS 10

typedef struct
{
  char *folder;
  PdPlatformThread *platform;
  SoupSession *session;
} Test;

static SoupSession *
new_session (const char *authority)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = authority != NULL ? g_tls_file_database_new (authority, &error) : NULL;
  SoupSession *session = soup_session_new_with_options ("timeout", 20, NULL);

  g_assert_no_error (error);
  if (database != NULL)
    soup_session_set_tls_database (session, database);
  return session;
}

static void
start (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformThreadOptions options = { .password_iterations = ITERATIONS };

  test->platform = pd_platform_thread_start (test->folder, &options, &error);
  g_assert_no_error (error);
  test->session = new_session (pd_platform_thread_get_certificate_file (test->platform));
}

static void
stop (Test *test)
{
  g_clear_object (&test->session);
  g_clear_pointer (&test->platform, pd_platform_thread_stop);
}

static void
set_up (Test *test, gconstpointer data)
{
  test->folder = g_dir_make_tmp ("piaodan-http-XXXXXX", NULL);
  start (test);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Test *test, gconstpointer data)
{
  stop (test);
  remove_all (test->folder);
  g_free (test->folder);
}

static SoupMessage *
new_message (Test *test, const char *method, const char *path, const char *token)
{
  g_autofree char *uri = g_strconcat (pd_platform_thread_get_uri (test->platform), path, NULL);
  SoupMessage *message = soup_message_new (method, uri);

  if (token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", value);
    }
  return message;
}

static void
set_body (SoupMessage *message, const char *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  soup_message_set_request_body_from_bytes (message, type, bytes);
}

static char *
send_and_read (Test *test, SoupMessage *message, GError **error)
{
  g_autoptr (GBytes) body = soup_session_send_and_read (test->session, message, NULL, error);

  return body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;
}

static char *
sign_in (Test *test, const char *user)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *password = pd_platform_thread_get_password (test->platform, user, &error);
  g_autofree char *body = g_strdup_printf ("{\"user\":\"%s\",\"password\":\"%s\"}", user, password);
  g_autoptr (SoupMessage) message = new_message (test, "POST", "/v1/session", NULL);

  set_body (message, "application/json; charset=utf-8", body);

  g_autofree char *answer = send_and_read (test, message, &error);
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                 "Cache-Control"),
                   ==, "no-store");
  node = json_from_string (answer, NULL);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

static void
test_sync (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = sign_in (test, "clerk");
  g_autoptr (SoupMessage) message = new_message (test, "GET", "/v1/sync/changes", token);
  g_autofree char *plain = NULL;
  g_autofree char *packed = NULL;

  plain = send_and_read (test, message, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (plain, "{\"end\":true"));
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                 "Content-Encoding"),
                   ==, "gzip");

  /* The same without compression. */
  g_autoptr (SoupMessage) bare = new_message (test, "GET", "/v1/sync/changes", token);

  soup_message_headers_replace (soup_message_get_request_headers (bare), "Accept-Encoding", "identity");
  packed = send_and_read (test, bare, &error);
  g_assert_cmpstr (plain, ==, packed);
  g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (bare), "Content-Encoding"));
}

/* Nobody is told anything without the right authority, and nothing is said without TLS. */
static void
test_tls (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = new_message (test, "GET", "/v1/health", NULL);
  g_autoptr (SoupSession) stranger = new_session (NULL);
  g_autoptr (GBytes) body = soup_session_send_and_read (stranger, message, NULL, &error);

  g_assert_null (body);
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
  g_clear_error (&error);

  g_autofree char *uri = g_strconcat ("http", pd_platform_thread_get_uri (test->platform) + strlen ("https"),
                                      "/v1/health", NULL);
  g_autoptr (SoupMessage) open = soup_message_new ("GET", uri);
  g_autofree char *answer = send_and_read (test, open, &error);

  g_assert_null (answer);
  g_assert_nonnull (error);
}

static void
test_too_large (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (20 * 1024, ' ');
  g_autoptr (SoupMessage) message = new_message (test, "POST", "/v1/session", NULL);

  set_body (message, "application/json", text);

  g_autofree char *answer = send_and_read (test, message, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 413);
  g_assert_nonnull (strstr (answer, "\"too_large\""));

  /* Of unknown length: noticed on the way. */
  g_autoptr (SoupMessage) chunked = new_message (test, "POST", "/v1/session", NULL);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, 20 * 1024, NULL);

  soup_message_set_request_body (chunked, "application/json", stream, -1);

  g_autofree char *second = send_and_read (test, chunked, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (chunked), ==, 413);
}

/* A mistyped address is no address, however much is sent there, and a wrong method is told as one. */
static void
test_nothing_here (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint status;
  } cases[] = {
    { "POST", "/v1/v1/session", 404 },
    { "POST", "/", 404 },
    { "PUT", "/v1/session", 405 },
    { "PUT", "/v1/health", 405 },
  };
  g_autofree char *text = g_strnfill (20 * 1024, ' ');

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SoupMessage) message = new_message (test, cases[i / 2].method, cases[i / 2].path, NULL);
      g_autofree char *answer = NULL;

      g_test_message ("case %u", i);
      set_body (message, "application/json", i % 2 == 0 ? "{}" : text);
      answer = send_and_read (test, message, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (soup_message_get_status (message), ==, cases[i / 2].status);
      g_assert_nonnull (strstr (answer, cases[i / 2].status == 404 ? "\"not_found\"" : "\"method\""));
      g_assert_cmpint (soup_message_headers_get_one (soup_message_get_response_headers (message), "Allow") !=
                           NULL,
                       ==, cases[i / 2].status == 405);
    }
}

static void
count_buyers (PdPlatform *platform, gpointer data)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("GET", "/v1/sync/changes");
  g_autoptr (PdPlatformResponse) response = NULL;
  char **token = data;

  request->authorization = g_strconcat ("Bearer ", *token, NULL);
  response = pd_platform_handle (platform, request);
  g_free (*token);
  *token = pd_platform_response_dup_text (response);
}

/* The answer is lost after the commit; the same again gives the first answer, and one record. */
static void
test_lost_answer (Test *test, gconstpointer data)
{
  static const char body[] =
      "{\"format\":1,\"replica\":\"00000000-0000-7000-8000-000000000001\",\"mutations\":[{\"id\":"
      "\"00000000-0000-7000-8000-000000000002\",\"counter\":1,\"type\":\"buyer\",\"record_id\":"
      "\"00000000-0000-7000-8000-000000000003\",\"kind\":\"create\",\"base_revision\":0,\"made_at\":1,"
      "\"record\":"
      "{\"type\":\"buyer\",\"id\":\"00000000-0000-7000-8000-000000000003\",\"name\":\"丢失\"}}]}";
  g_autoptr (GError) error = NULL;
  g_autofree char *token = sign_in (test, "clerk");
  g_autoptr (SoupMessage) lost = new_message (test, "POST", "/v1/sync/push", token);
  g_autoptr (SoupMessage) again = new_message (test, "POST", "/v1/sync/push", token);

  pd_platform_thread_lose_answers (test->platform, "/v1/sync/push", 1);
  set_body (lost, "application/json", body);

  g_autofree char *nothing = send_and_read (test, lost, &error);

  g_assert_null (nothing);
  g_assert_nonnull (error);
  g_clear_error (&error);
  stop (test);
  start (test);
  g_object_unref (again);
  again = new_message (test, "POST", "/v1/sync/push", token);
  set_body (again, "application/json", body);

  g_autofree char *answer = send_and_read (test, again, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"replayed\":true"));
  g_assert_nonnull (strstr (answer, "\"revision\":1"));
  pd_platform_thread_call (test->platform, count_buyers, &token);
  g_assert_nonnull (strstr (token, "丢失"));
}

static void
test_one_server (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PdPlatformThread *second = pd_platform_thread_start (test->folder, NULL, &error);

  g_assert_null (second);
  g_assert_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_IN_USE);
}

/* Kept while it lasts, made anew when it ends; the authority that clients trust stays. */
static void
test_certificate (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("piaodan-certificate-XXXXXX", NULL);
  g_autofree char *authority = g_build_filename (folder, "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (folder, "server-key.pem", NULL);
  gint64 now = g_get_real_time ();
  g_autoptr (GTlsCertificate) first = pd_platform_make_certificate (folder, now, &error);
  g_autoptr (GTlsCertificate) same =
      pd_platform_make_certificate (folder, now + 100 * G_TIME_SPAN_DAY, &error);
  g_autoptr (GTlsCertificate) renewed =
      pd_platform_make_certificate (folder, now + 720 * G_TIME_SPAN_DAY, &error);
  g_autoptr (GTlsCertificate) trusted = g_tls_certificate_new_from_file (authority, &error);
  g_autoptr (GSocketConnectable) name = g_network_address_new ("localhost", 443);
  g_autoptr (GSocketConnectable) stranger = g_network_address_new ("example.com", 443);
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_true (g_tls_certificate_is_same (first, same));
  g_assert_false (g_tls_certificate_is_same (first, renewed));
  g_assert_cmpuint (g_tls_certificate_verify (first, name, trusted), ==, 0);
  g_assert_cmpuint (g_tls_certificate_verify (first, stranger, trusted), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_cmpint (g_stat (key, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  remove_all (folder);
}

/* One handshake for many requests. */
static void
test_connection_is_kept (Test *test, gconstpointer data)
{
  guint64 first = 0;

  for (guint index = 0; index < 5; index++)
    {
      g_autoptr (SoupMessage) message = new_message (test, "GET", "/v1/health", NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = send_and_read (test, message, &error);

      g_assert_no_error (error);
      if (index == 0)
        first = soup_message_get_connection_id (message);
      g_assert_cmpuint (first, !=, 0);
      g_assert_cmpuint (soup_message_get_connection_id (message), ==, first);
    }
}

static guint
count_sockets (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      n += target != NULL && g_str_has_prefix (target, "socket:");
    }
  return n;
}

/* A client that has gone leaves nothing behind, whether it had asked something or not: 512 of them would be the last. */
static void
test_gone (Test *test, gconstpointer data)
{
  const char *authority = pd_platform_thread_get_certificate_file (test->platform);
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint before = count_sockets ();

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (SoupSession) session = new_session (authority);
      g_autoptr (SoupMessage) message = new_message (test, "GET", "/v1/health", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = soup_session_send_and_read (session, message, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (answer);
      soup_session_abort (session);
    }
  while (count_sockets () > before && g_get_monotonic_time () < deadline)
    g_usleep (G_USEC_PER_SEC / 20);
  g_assert_cmpuint (count_sockets (), <=, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/http/" name, Test, NULL, set_up, func, tear_down)
  ADD ("sync", test_sync);
  ADD ("tls", test_tls);
  ADD ("too-large", test_too_large);
  ADD ("nothing-here", test_nothing_here);
  ADD ("lost-answer", test_lost_answer);
  ADD ("one-server", test_one_server);
  ADD ("connection-is-kept", test_connection_is_kept);
  ADD ("gone", test_gone);
  ADD ("certificate", test_certificate);
#undef ADD
  return g_test_run ();
}
