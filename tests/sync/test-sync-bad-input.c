/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/network-fixture.h"

#include "store/pd-store-conflicts.h"
#include "sync/pd-sync-address.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-service-private.h"
#include "sync/pd-sync-transport.h"

/*
 * Bad input in one table: each is told apart, with a sentence of its own, nothing of it is taken, nothing is lost, and
 * when the platform is well again everything goes on. What a platform does with a mutation id that is used twice with
 * other content, a patch to a frozen field and nesting without end is in tests/platform/test-platform-push.c (replay,
 * frozen) and test-platform-deep.c, with bodies that are damaged, too large or bombs in tests/platform/test-platform-encoding.c.
 */

#define DEEP (10 * 1024 * 1024)

static const guint8 no_gzip[] = {
  0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 'n', 'o', ' ', 'g', 'z', 'i', 'p', '!'
};

#define NEWER                                                                                                \
  "{\"end\":true,\"format\":2,\"count\":\"none\",\"epoch\":\"e\",\"next\":\"n\",\"head\":9,\"more\":false,"  \
  "\"acknowledged\":0,\"results\":[]}\n"

static const struct
{
  const char *name;
  Answer push;
  Answer pull;
  PdSyncFailure failure;
} rows[] = {
  { "cut-page", .pull = { 200, LINES, "{\"type\":\"buyer\",\"id\":\"" ID "\"}\n" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "cut-gzip", .pull = { 200, LINES, (const char *) no_gzip, 10, "gzip" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "damaged-gzip", .pull = { 200, LINES, (const char *) no_gzip, sizeof no_gzip, "gzip" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "damaged-gzip-results", .push = { 200, JSON, (const char *) no_gzip, sizeof no_gzip, "gzip" },
    .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "portal-page", .pull = { 200, HTML, "<html>Welcome to our hotel</html>" },
    .failure = PD_SYNC_FAILURE_PORTAL },
  { "portal-redirect", .push = { 302, HTML, "<html>Moved</html>" }, .failure = PD_SYNC_FAILURE_PORTAL },
  { "newer-page", .pull = { 200, LINES, NEWER }, .failure = PD_SYNC_FAILURE_OUTDATED },
  { "newer-platform", .pull = { 426, JSON, "{\"error\":{\"code\":\"too_old\",\"message\":\"m\"}}" },
    .failure = PD_SYNC_FAILURE_OUTDATED },
  { "storage-full", .push = { 507, JSON, "{\"error\":{\"code\":\"full\",\"message\":\"m\"}}" },
    .failure = PD_SYNC_FAILURE_QUOTA },
  { "invoice-quota", .push = { 403, JSON, "{\"error\":{\"code\":\"quota\",\"message\":\"m\"}}" },
    .failure = PD_SYNC_FAILURE_QUOTA },
  { "deep-page", .pull = { 200, LINES, "[" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "deep-record", .pull = { 200, LINES, "{" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "deep-results", .push = { 200, JSON, "[" }, .failure = PD_SYNC_FAILURE_BAD_ANSWER },
  { "fault", .push = { 500, JSON, "{}" }, .failure = PD_SYNC_FAILURE_FAULT },
};

/* "[": nothing but nesting, without an end. "{": a page that is whole, with a record that has nesting in it. */
static void
make_deep (Answer *answer, char **text)
{
  g_autofree char *open = g_strnfill (DEEP / 2, '[');
  g_autofree char *close = g_strnfill (DEEP / 2, ']');

  if (g_strcmp0 (answer->body, "[") == 0)
    answer->body = *text = g_strnfill (DEEP, '[');
  else if (g_strcmp0 (answer->body, "{") == 0)
    answer->body = *text =
        g_strdup_printf ("{\"type\":\"buyer\",\"id\":\"" ID "\",\"revision\":1,\"later\":%s%s}\n%s", open,
                         close, END ("1", "c9", "9", "false"));
}

/* The next pull begins where the one that failed did: the cursor is what it was. */
static void
assert_same_cursor (const Network *network)
{
  g_assert_cmpuint (network->n_pulls, >=, 2);
  g_assert_cmpstr (network->cursors[0], ==, network->cursors[1]);
}

static void
test_row (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  Network *network = network_open ();
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autofree char *deep = NULL;
  gboolean failed_pull;
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) well = NULL;

  network_sign_in (network);
  first = try_sync (&network->desktop);
  g_assert_no_error (first);
  network_save (network, order);
  network->push = rows[index].push;
  network->pull = rows[index].pull;
  if (network->push.encoding != NULL || network->pull.encoding != NULL)
    pd_sync_transport_set_compresses (network->desktop.service->transport, TRUE);
  make_deep (&network->push, &deep);
  make_deep (&network->pull, &deep);
  error = try_sync (&network->desktop);
  g_assert_error (error, PD_SYNC_ERROR, (int) rows[index].failure);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, pd_sync_failure_sentence (rows[index].failure)));
  g_assert_cmpint (pd_sync_service_get_failure (network->desktop.service), ==, rows[index].failure);
  failed_pull = network->pull.status != 0;
  network->push = network->pull = (Answer){ 0 };
  well = try_sync (&network->desktop);
  g_assert_no_error (well);
  if (failed_pull)
    assert_same_cursor (network);
  g_assert_cmpint (pd_sync_service_get_failure (network->desktop.service), ==, PD_SYNC_FAILURE_NONE);
  g_assert_cmpint (revision_of (network, order), ==, 1);
  g_assert_cmpuint (g_hash_table_size (network->ids), ==, 1);
  network_close (network);
}

/* A clock that is a year off: everything goes on, and both times are told. */
static void
test_clock (void)
{
  Network *network = network_open ();
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) there = g_date_time_add_years (now, 1);
  g_autofree char *year = g_date_time_format (now, "%Y-"), *next = g_date_time_format (there, "%Y-");
  const char *message;

  network_sign_in (network);
  network_save (network, order);
  network->pull = (Answer){ 200, LINES, END ("0", "c", "9", "false"), .clock = 365 * 24 * 60 * 60 + 60 };
  error = try_sync (&network->desktop);
  g_assert_no_error (error);
  g_assert_cmpint (revision_of (network, order), ==, 1);
  message = pd_sync_service_get_message (network->desktop.service);
  g_test_message ("%s", message);
  g_assert_cmpint (pd_sync_service_get_failure (network->desktop.service), ==, PD_SYNC_FAILURE_CLOCK);
  g_assert_nonnull (strstr (message, year));
  g_assert_nonnull (strstr (message, next));
  network->pull = (Answer){ 0 };
  again = try_sync (&network->desktop);
  g_assert_no_error (again);
  g_assert_cmpint (pd_sync_service_get_failure (network->desktop.service), ==, PD_SYNC_FAILURE_NONE);
  network_close (network);
}

/* The certificate of a platform of @years from now. */
static void
check_certificate (int years, PdSyncFailure failure, const char *words)
{
  gint64 made_at = g_get_real_time () + years * 365 * G_TIME_SPAN_DAY;
  Network *network = network_open_at (made_at);
  g_autoptr (PdRecord) order = make_order ("杭州云起贸易有限公司");
  g_autoptr (GError) error = NULL;

  network_save (network, order);
  error = network_try_sign_in (network);
  g_test_message ("%s", error->message);
  g_assert_error (error, PD_SYNC_ERROR, (int) failure);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpint (revision_of (network, order), ==, 0);
  network_close (network);
}

static void
test_certificate_in_the_future (void)
{
  check_certificate (2, PD_SYNC_FAILURE_CLOCK, "which is wrong");
}

static void
test_certificate_expired (void)
{
  check_certificate (-4, PD_SYNC_FAILURE_CERTIFICATE, "renew the certificate");
}

/* By what is known of time: the clock or the certificate. */
static void
test_clock_or_certificate (void)
{
  const gint64 built = G_GINT64_CONSTANT (1795219200) * G_TIME_SPAN_SECOND, day = G_TIME_SPAN_DAY;
  const struct
  {
    GTlsCertificateFlags flags;
    gint64 now, last;
    PdSyncFailure failure;
  } cases[] = {
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, built - 365 * day, 0, PD_SYNC_FAILURE_CLOCK },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, built + 365 * day, 0, PD_SYNC_FAILURE_CLOCK },
    { G_TLS_CERTIFICATE_EXPIRED, built + 365 * day, 0, PD_SYNC_FAILURE_CERTIFICATE },
    { G_TLS_CERTIFICATE_EXPIRED, built + 365 * day, built + 364 * day, PD_SYNC_FAILURE_CERTIFICATE },
    { G_TLS_CERTIFICATE_EXPIRED, built + 765 * day, built + 364 * day, PD_SYNC_FAILURE_CLOCK },
    { G_TLS_CERTIFICATE_EXPIRED, built + 300 * day, built + 364 * day, PD_SYNC_FAILURE_CLOCK },
    { G_TLS_CERTIFICATE_EXPIRED, built - 2 * day, 0, PD_SYNC_FAILURE_CLOCK },
    { G_TLS_CERTIFICATE_UNKNOWN_CA, built - 365 * day, 0, PD_SYNC_FAILURE_CERTIFICATE },
    { G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_EXPIRED, built - 365 * day, 0,
      PD_SYNC_FAILURE_CERTIFICATE },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, built, 0, PD_SYNC_FAILURE_CERTIFICATE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (pd_sync_certificate_failure (cases[i].flags, cases[i].now, cases[i].last), ==,
                       cases[i].failure);
    }
}

/* The value of one entry of a translation, which may be broken into several lines. */
static char *
read_value (char **lines, guint *at, const char *keyword)
{
  GString *value = g_string_new (NULL);
  const char *text = lines[*at] + strlen (keyword);

  do
    {
      g_autofree char *inner = g_strndup (text + 1, strlen (text) - 2);
      g_autofree char *plain = g_strcompress (inner);

      g_string_append (value, plain);
      text = lines[++*at];
    }
  while (text != NULL && text[0] == '"');
  return g_string_free (value, FALSE);
}

/* English to Chinese, as the translation has it. */
static GHashTable *
read_translation (void)
{
  GHashTable *translation = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "po", "zh_CN.po", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *id = NULL;
  guint at = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  while (lines[at] != NULL)
    if (g_str_has_prefix (lines[at], "msgid "))
      {
        g_free (id);
        id = read_value (lines, &at, "msgid ");
      }
    else if (g_str_has_prefix (lines[at], "msgstr "))
      g_hash_table_insert (translation, g_steal_pointer (&id), read_value (lines, &at, "msgstr "));
    else
      at++;
  return translation;
}

/* Each kind of failure has its own words and its own sentence in both languages, and each says what is safe. */
static void
test_sentences (void)
{
  g_autoptr (GHashTable) chinese = read_translation ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint failure = PD_SYNC_FAILURE_NONE + 1; failure < PD_SYNC_N_FAILURES; failure++)
    {
      const char *texts[] = { pd_sync_failure_words (failure), pd_sync_failure_sentence (failure), NULL,
                              NULL };

      texts[2] = g_hash_table_lookup (chinese, texts[0]);
      texts[3] = g_hash_table_lookup (chinese, texts[1]);
      g_test_message ("%s: %s: %s", pd_sync_failure_name (failure), texts[0], texts[1]);
      g_test_message ("%s: %s", texts[2], texts[3]);
      g_assert_cmpint (pd_sync_failure_from_name (pd_sync_failure_name (failure)), ==, failure);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_true (texts[i] != NULL && *texts[i] != '\0' && g_hash_table_add (seen, (gpointer) texts[i]));
      g_assert_cmpuint (strlen (texts[0]), <=, 18);
      g_assert_cmpuint (g_utf8_strlen (texts[2], -1), <=, 7);
      g_assert_true (strstr (texts[1], "safe") != NULL);
      g_assert_true (strstr (texts[3], "不会丢失") != NULL);
    }
}

/* As often as it takes, with or without success. */
static void
sync_anyhow (Network *network)
{
  g_autoptr (GError) error = try_sync (&network->desktop);

  if (error != NULL)
    g_test_message ("%s", error->message);
}

typedef struct
{
  const PdStoreConflict *conflict;
} Keep;

static gboolean
keep_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const PdStoreConflict *conflict = ((Keep *) data)->conflict;
  g_autoptr (PdRecord) mine = pd_store_conflict_mine (conflict);

  return pd_store_resolve_conflict (session, conflict->id, mine, g_get_real_time (), error);
}

static void
keep_mine (Network *network, const PdStoreConflict *conflict)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (network->desktop.store, keep_job, &(Keep){ conflict }, NULL, &error);
  g_assert_no_error (error);
}

/* One that the platform answers badly each time does not hold the others; it is in the inbox with the reason, and can
 * be sent again. */
static void
check_poison (const Answer *answer, const char *code)
{
  Network *network = network_open ();
  Office office = { .desktops = { network->desktop } };
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GPtrArray) none = NULL;
  PdRecord *orders[9];
  const PdStoreConflict *conflict;

  network_sign_in (network);
  sync_anyhow (network);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      orders[i] = make_order (i == 4 ? "毒" : "甲");
      network_save (network, orders[i]);
    }
  network->poison_name = "毒";
  network->push = *answer;
  for (guint i = 0; i < 4; i++)
    sync_anyhow (network);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_assert_cmpint (revision_of (network, orders[i]), ==, i == 4 ? 0 : 1);
  g_assert_cmpint (pd_sync_service_get_state (network->desktop.service), ==, PD_SYNC_STATE_UP_TO_DATE);
  conflicts = open_conflicts (&office, 0);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_test_message ("%u requests, %s: %s", network->n_pushes, conflict->code, conflict->message);
  g_assert_cmpstr (conflict->code, ==, code);
  g_assert_cmpstr (pd_record_get_text (conflict->mine, PD_ORDER_BUYER_NAME), ==, "毒");
  g_assert_cmpuint (network->n_pushes, <, 20);

  /* Kept as it is, it goes once more; the platform is well by then. */
  network->poison_name = NULL;
  network->push = (Answer){ 0 };
  keep_mine (network, conflict);
  sync_anyhow (network);
  none = open_conflicts (&office, 0);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (revision_of (network, orders[4]), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    pd_record_unref (orders[i]);
  network_close (network);
}

static void
test_poison (void)
{
  check_poison (&(Answer){ 500, JSON, "{\"error\":{\"code\":\"internal\",\"message\":\"m\"}}" },
                "platform_fault");
}

static void
test_too_large (void)
{
  check_poison (&(Answer){ 413, JSON, "{\"error\":{\"code\":\"too_large\",\"message\":\"m\"}}" },
                "too_large");
}

static void
test_too_large_for_proxy (void)
{
  check_poison (&(Answer){ 413, HTML, "<html>413</html>" }, "too_large");
}

static void
test_not_understood (void)
{
  check_poison (&(Answer){ 400, JSON, "{\"error\":{\"code\":\"malformed\",\"message\":\"m\"}}" }, "refused");
}

/* What a person types as the platform's address. */
static void
test_address (void)
{
  static const struct
  {
    const char *typed;
    const char *address; /* NULL: refused */
    const char *words;   /* of the sentence */
  } typings[] = {
    { "https://piaodan.example.com", "https://piaodan.example.com", NULL },
    { "  piaodan.example.com/ ", "https://piaodan.example.com", NULL },
    { "127.0.0.1:8443", "https://127.0.0.1:8443", NULL },
    { "[::1]:8443", "https://[::1]:8443", NULL },
    { "piaodan.example.com:443/office//", "https://piaodan.example.com:443/office", NULL },
    { "http://piaodan.example.com", NULL, "begins with https://" },
    { "ftp://x", NULL, "begins with https://" },
    { "", NULL, "begins with https://" },
    { "https://", NULL, "begins with https://" },
    { "piao dan", NULL, "begins with https://" },
    { "me:secret@piaodan.example.com", NULL, "1 to 65535" },
    { "me@piaodan.example.com", NULL, "begins with https://" },
    { "127.0.0.1:99999", NULL, "1 to 65535" },
    { "https://127.0.0.1:0", NULL, "1 to 65535" },
    { "https://127.0.0.1:84a3/x", NULL, "1 to 65535" },
    { "https://127.0.0.1:", NULL, "1 to 65535" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (typings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = pd_sync_complete_address (typings[i].typed, &error);

      g_test_message ("“%s”: %s", typings[i].typed, error != NULL ? error->message : address);
      g_assert_cmpstr (address, ==, typings[i].address);
      if (address == NULL)
        g_assert_nonnull (strstr (error->message, typings[i].words));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/bad-input/", rows[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/sync/bad-input/clock", test_clock);
  g_test_add_func ("/sync/bad-input/certificate-in-the-future", test_certificate_in_the_future);
  g_test_add_func ("/sync/bad-input/certificate-expired", test_certificate_expired);
  g_test_add_func ("/sync/bad-input/clock-or-certificate", test_clock_or_certificate);
  g_test_add_func ("/sync/bad-input/sentences", test_sentences);
  g_test_add_func ("/sync/bad-input/address", test_address);
  g_test_add_func ("/sync/bad-input/poison", test_poison);
  g_test_add_func ("/sync/bad-input/too-large", test_too_large);
  g_test_add_func ("/sync/bad-input/too-large-for-proxy", test_too_large_for_proxy);
  g_test_add_func ("/sync/bad-input/not-understood", test_not_understood);
  return g_test_run ();
}
