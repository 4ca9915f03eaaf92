/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <glib/gstdio.h>
#include <string.h>

#include "model/pd-order.h"
#include "platform-check.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-routes.h"

/*
 * An input is what some people send to a platform with two companies, each from the same state:
 *
 *   USER METHOD TARGET [TYPE [RANGE]]     USER: 0 nobody, 1 to 5 of the first company, 6 of the second, 7 a stranger
 *   BODY, up to an empty line
 *
 * or, in a request's place, "work" for what the bureau has to do, "wait SECONDS", "restart". In targets and bodies "@E"
 * stands for the company's epoch, "@C" for the cursor of the last page, "@R" for a desktop, "@U" for a mutation's id and
 * "@N" for its counter.
 */

const FuzzTarget fuzz_target = { .name = "platform",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = 4 * G_TIME_SPAN_SECOND };

#define MAX_REQUESTS 16
#define N_USERS 8
#define SEED 7
#define ID "00000000-0000-7000-8000-00000000000"

/* What only one company knows; no input writes it by chance. */
static const char *const secrets[] = { "甲公司自己的事", "乙公司自己的事" };

static const struct
{
  guint tenant;
  const char *name; /* (nullable) */
} users[N_USERS] = { { 2, NULL },    { 0, "clerk" },     { 0, "reviewer" }, { 0, "finance" },
                     { 0, "admin" }, { 0, "warehouse" }, { 1, "admin" },    { 2, NULL } };

/** Office: the platform as every input finds it, and where the input has come to. */
typedef struct
{
  Fixture *fixture;
  char *tokens[N_USERS];
  GBytes *platform_file, *bureau_file;
  guint32 random;
  gint64 now;
  gint64 counter;
  char *cursor;
  gboolean tells[2]; /* the input itself has what that company keeps to itself */
} Office;

static Office office;

static char *
path_of (const char *name)
{
  return g_build_filename (office.fixture->folder, name, NULL);
}

static GBytes *
keep_file (const char *name)
{
  g_autofree char *path = path_of (name);
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &error))
    g_error ("%s", error->message);
  return g_bytes_new_take (text, size);
}

static void
put_file (const char *name, GBytes *bytes)
{
  g_autofree char *path = path_of (name);
  FILE *file = fopen (path, "wb");
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (file == NULL || fwrite (data, 1, size, file) != size || fclose (file) != 0)
    g_error ("%s cannot be written.", path);
}

/* An order that stands open, one that is invoiced, a buyer. */
static void
add_records (guint tenant, const char *token)
{
  static const char *const ids[] = { ID "1", ID "2" };
  Fixture *fixture = office.fixture;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (PdRecord) made = fixture_order (fixture, i == 0 ? "S-1" : "S-2");
      g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, ids[i]);
      g_autoptr (PdRecord) line = pd_record_new (&pd_order_line_type, ID "8");
      g_autoptr (PdResult) result = NULL, issued = NULL;

      for (guint field = 0; field < pd_order_type.n_fields; field++)
        pd_record_copy_field (order, made, field);
      for (guint field = 0; field < pd_order_line_type.n_fields; field++)
        pd_record_copy_field (line, g_ptr_array_index (pd_record_get_lines (made), 0), field);
      pd_record_add_line (order, 0, g_steal_pointer (&line));
      pd_record_set_text (order, PD_ORDER_NOTE, secrets[tenant]);
      result = fixture_do (fixture, token, fixture_create (fixture, order));
      g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
      if (i == 1)
        issued = fixture_do (fixture, token, fixture_command (fixture, result->record, "issue"));
      g_assert_true (issued == NULL || issued->outcome == PD_OUTCOME_OK);
    }
}

static void
remove_office (void)
{
  fixture_free (office.fixture);
}

static void
build_office (void)
{
  if (g_getenv ("TMPDIR") == NULL && g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_random_set_seed (SEED);
  office.fixture = fixture_new ();
  for (guint i = 0; i < N_USERS; i++)
    office.tokens[i] =
        users[i].name != NULL ? fixture_sign_in (office.fixture, users[i].tenant, users[i].name) : NULL;
  office.tokens[7] = g_strdup ("0123456789abcdef0123456789abcdef");
  add_records (0, office.tokens[4]);
  add_records (1, office.tokens[6]);
  fixture_work (office.fixture);
  g_assert_cmpuint (fixture_count_legal (office.fixture), ==, 2);
  fixture_close (office.fixture);
  office.platform_file = keep_file ("platform.sqlite");
  office.bureau_file = keep_file ("bureau.sqlite");
  office.random = office.fixture->random;
  office.now = office.fixture->now;
  atexit (remove_office);
}

static void
enter_office (void)
{
  if (office.fixture == NULL)
    build_office ();
  else
    fixture_close (office.fixture);
  put_file ("platform.sqlite", office.platform_file);
  put_file ("bureau.sqlite", office.bureau_file);
  office.fixture->random = office.random;
  office.fixture->now = office.now;
  office.counter = 100;
  g_clear_pointer (&office.cursor, g_free);
  g_random_set_seed (SEED);
  fixture_open (office.fixture);
}

static void
fill_in (GString *text, guint user)
{
  const char *epoch = users[user].tenant < 2 ? office.fixture->epochs[users[user].tenant] : "none";

  for (char *at; (at = strchr (text->str, '@')) != NULL && text->len < fuzz_target.max_size * 4;)
    {
      g_autofree char *word = NULL;
      gsize place = (gsize) (at - text->str);

      if (at[1] == 'E')
        word = g_strdup (epoch);
      else if (at[1] == 'C')
        word = g_strdup (office.cursor != NULL ? office.cursor : "");
      else if (at[1] == 'R')
        word = g_strdup (office.fixture->replica);
      else if (at[1] == 'N')
        word = g_strdup_printf ("%" G_GINT64_FORMAT, office.counter);
      else if (at[1] == 'U')
        word = g_strdup_printf ("00000000-0000-7000-9000-%012" G_GINT64_MODIFIER "x", ++office.counter);
      else
        word = g_strdup ("?");
      g_string_erase (text, (gssize) place, MIN (2, (gssize) (text->len - place)));
      g_string_insert (text, (gssize) place, word);
    }
}

static gboolean
says (const char *text, gsize size, const char *secret)
{
  return memmem (text, size, secret, strlen (secret)) != NULL;
}

/* The interface's description is kept: only the answers that a route may give, each in its form. */
static void
check_answer (const PdPlatformRequest *request, const PdPlatformResponse *response, guint user)
{
  const char *argument;
  g_autofree char *allow = NULL, *status = g_strdup_printf ("%u", response->status);
  const PdPlatformRoute *route = pd_platform_find_route (request->method, request->path, &argument, &allow);
  g_auto (GStrv) allowed = g_strsplit (route != NULL ? route->statuses : "404 405", " ", -1);
  gsize size = 0;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &size) : NULL;

  if (response->status >= 500 || !g_strv_contains ((const char *const *) allowed, status))
    g_error ("%s %s: %u", request->method, request->path, response->status);
  for (guint tenant = 0; text != NULL && tenant < 2; tenant++)
    if (tenant != users[user].tenant && !office.tells[tenant] && says (text, size, secrets[tenant]))
      g_error ("%s %s tells what is another company's.", request->method, request->path);
  if (text != NULL && g_strcmp0 (response->content_type, "application/json") == 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWireDocument) document = pd_wire_parse (text, (gssize) size, &error);

      g_assert_no_error (error);
      g_assert_true (response->status < 400 ||
                     pd_wire_value_member (pd_wire_document_root (document), "error") != NULL);
    }
}

static gint64
count_changes (void)
{
  gint64 count = 0;

  g_assert_true (pd_platform_sql_get_integer (office.fixture->platform->sql, &count, NULL,
                                              "SELECT count (*) FROM change_log", ""));
  return count;
}

/* I2: the same again changes nothing and is answered the same. */
static void
check_repeat (const PdPlatformRequest *request, const PdPlatformResponse *response)
{
  g_autofree char *text = pd_platform_response_dup_text (response), *again_text = NULL;
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (text, -1, NULL), again = NULL;
  g_autoptr (PdPlatformResponse) repeated = NULL;
  gint64 written = count_changes ();

  repeated = pd_platform_handle (office.fixture->platform, request);
  g_assert_cmpuint (repeated->status, ==, 200);
  again_text = pd_platform_response_dup_text (repeated);
  again = pd_wire_results_from_text (again_text, -1, NULL);
  g_assert_cmpuint (results->len, ==, again->len);
  for (guint i = 0; i < results->len; i++)
    {
      PdResult *first = g_ptr_array_index (results, i), *second = g_ptr_array_index (again, i);
      g_autofree char *first_text = NULL, *second_text = NULL;

      first->replayed = second->replayed = FALSE;
      first_text = pd_wire_result_to_text (first);
      second_text = pd_wire_result_to_text (second);
      g_assert_cmpstr (first_text, ==, second_text);
    }
  g_assert_cmpint (count_changes (), ==, written);
}

static void
remember_cursor (const PdPlatformResponse *response)
{
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_free (office.cursor);
  office.cursor = g_uri_escape_string (page->next, NULL, TRUE);
}

static void
trace (const PdPlatformRequest *request, const PdPlatformResponse *response)
{
  g_autofree char *text = NULL;

  if (g_getenv ("FUZZ_TRACE") == NULL)
    return;
  text = pd_platform_response_dup_text (response);
  g_printerr ("%s %s: %u %.300s\n", request->method, request->path, response->status, text);
}

/* @words: user, method, target and perhaps a media type and a range */
static void
send (GStrv words, const char *body)
{
  guint user = (guint) g_ascii_digit_value (*words[0]) % N_USERS;
  g_autoptr (GString) target = g_string_new (words[2]), text = g_string_new (body);
  g_autoptr (PdPlatformRequest) request = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  guint n = g_strv_length (words);

  fill_in (target, user);
  fill_in (text, user);
  request = pd_platform_request_new (words[1], target->str);
  request->peer = g_strdup ("192.0.2.1");
  request->is_loopback = user == 4;
  if (office.tokens[user] != NULL)
    request->authorization = g_strconcat ("Bearer ", office.tokens[user], NULL);
  if (text->len > 0)
    pd_platform_request_set_body (request, n > 3 ? words[3] : "application/json", text->str);
  request->range = n > 4 ? g_strdup (words[4]) : NULL;
  response = pd_platform_handle (office.fixture->platform, request);
  trace (request, response);
  check_answer (request, response, user);
  if (response->status == 200 && g_str_equal (request->path, "/v1/sync/push"))
    check_repeat (request, response);
  if (response->status == 200 && g_str_equal (request->path, "/v1/sync/changes"))
    remember_cursor (response);
}

/* Returns whether the input goes on behind this. */
static gboolean
take_step (char **at)
{
  char *end = strstr (*at, "\n\n"), *newline;
  g_auto (GStrv) words = NULL;
  gboolean more = end != NULL;

  if (more)
    *end = '\0';
  newline = strchr (*at, '\n');
  if (newline != NULL)
    *newline = '\0';
  words = g_strsplit (*at, " ", 5);
  if (g_str_equal (*at, "work"))
    fixture_work (office.fixture);
  else if (g_str_equal (*at, "restart"))
    fixture_restart (office.fixture);
  else if (g_strcmp0 (words[0], "wait") == 0)
    office.fixture->now +=
        G_TIME_SPAN_SECOND *
        (words[1] != NULL ? CLAMP (g_ascii_strtoll (words[1], NULL, 10), 0, 100000000) : 1);
  else if (g_strv_length (words) >= 3 && g_ascii_isdigit (*words[0]))
    send (words, newline != NULL ? newline + 1 : "");
  *at = more ? end + 2 : NULL;
  return more;
}

/* Tokens may have run out or been given back, and who signed in wrongly too often waits: a restart forgets that. */
static void
check_desktops (void)
{
  fixture_restart (office.fixture);
  for (guint tenant = 0; tenant < 2; tenant++)
    {
      g_autofree char *token = fixture_sign_in (office.fixture, tenant, "admin");

      platform_check_pull (office.fixture, tenant, token);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *at = text;
  PlatformCheck *check;

  for (guint tenant = 0; tenant < 2; tenant++)
    office.tells[tenant] = says ((const char *) data, size, secrets[tenant]);
  enter_office ();
  check = platform_check_new (office.fixture);
  for (guint i = 0; i < MAX_REQUESTS; i++)
    {
      gboolean more = take_step (&at);

      platform_check_database (check, office.fixture);
      if (!more)
        break;
    }
  check_desktops ();
  platform_check_free (check);
  return 0;
}
