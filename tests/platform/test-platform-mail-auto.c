/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail by the company's rule: once an invoice, and only where there is somebody to get it. */
#include "platform/pd-platform-mail-auto.h"

#include "model/pd-bureau.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-certificate.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/pd-platform-server.h"
#include "platform/platform-fixture.h"

#define BUYER "wang@example.com"

typedef struct
{
  Fixture *f;
  char *finance;
  char *admin;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test->f = fixture_new ();
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->admin = fixture_sign_in (test->f, 0, "admin");
  g_assert_true (pd_platform_ensure_bureaus (test->f->platform, &error));
  g_assert_no_error (error);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->finance);
  g_free (test->admin);
}

static void
set_rule (Test *test, gboolean auto_mail)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) after = NULL;
  g_autoptr (PdResult) result = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &before, &error));
  after = pd_record_copy (before);
  pd_record_set_flag (after, PD_BUREAU_AUTO_MAIL, auto_mail);
  result = fixture_do (test->f, test->admin, fixture_patch (test->f, before, after));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
}

/* Returns: the order that is to be invoiced */
static PdRecord *
ask_to_issue (Test *test, const char *number, const char *address)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = NULL;
  g_autoptr (PdResult) issued = NULL;

  pd_record_set_text (order, PD_ORDER_BUYER_EMAIL, address);
  created = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_assert_cmpint (created->outcome, ==, PD_OUTCOME_OK);
  issued = fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));
  g_assert_cmpint (issued->outcome, ==, PD_OUTCOME_OK);
  return pd_record_ref (issued->record);
}

/* Returns: the issued invoice */
static PdRecord *
issue (Test *test, const char *number, const char *address)
{
  g_autoptr (PdRecord) order = ask_to_issue (test, number, address);
  PdRecord *invoice;

  fixture_work (test->f);
  invoice = fixture_get (test->f, test->finance, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
  g_assert_true (pd_record_has (invoice, PD_INVOICE_PDF_HASH));
  return invoice;
}

/* @n: (out): how many. Returns: (nullable): the last one */
static PdRecord *
find_deliveries (Test *test, guint *n)
{
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=1000");
  PdRecord *found = NULL;

  *n = 0;
  for (guint i = 0; i < page->records->len; i++)
    if (pd_record_get_record_type (page->records->pdata[i]) == &pd_delivery_type)
      {
        g_clear_pointer (&found, pd_record_unref);
        found = pd_record_ref (page->records->pdata[i]);
        (*n)++;
      }
  return found;
}

static void
assert_deliveries (Test *test, guint expected)
{
  guint n;
  g_autoptr (PdRecord) last = find_deliveries (test, &n);

  g_assert_cmpuint (n, ==, expected);
}

static gboolean
apply_rule (Test *test, const PdRecord *invoice)
{
  g_autoptr (GError) error = NULL;
  PdPlatformChange change = { .platform = test->f->platform,
                              .tenant = test->f->tenants[0],
                              .now = test->f->now };
  gboolean done;

  g_assert_true (pd_platform_sql_script (test->f->platform->sql, "BEGIN IMMEDIATE", &error));
  done = pd_platform_mail_by_rule (&change, invoice, &error);
  g_assert_no_error (error);
  g_assert_true (pd_platform_sql_script (test->f->platform->sql, "COMMIT", &error));
  return done;
}

static void
test_mailed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (PdRecord) delivery = NULL;
  guint n;

  set_rule (test, TRUE);
  invoice = issue (test, "A-1", BUYER);
  delivery = find_deliveries (test, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (pd_record_get_state (delivery), ==, PD_DELIVERY_STATE_WAITING);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_INVOICE_ID), ==, pd_record_get_id (invoice));
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_INVOICE_NUMBER), ==,
                   pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT), ==, BUYER);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_DATE), ==,
                   pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE));
  g_assert_null (pd_record_get_text (delivery, PD_DELIVERY_ASKED_BY));
  g_assert_cmpint (pd_record_get_revision (delivery), ==, 1);
}

/* Neither by files that come again, nor after a restart, nor where a person has decided about it since. */
static void
test_once (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (PdRecord) delivery = NULL;
  g_autoptr (PdResult) cancelled = NULL;
  guint n;

  set_rule (test, TRUE);
  invoice = issue (test, "A-1", BUYER);
  g_assert_true (apply_rule (test, invoice));
  assert_deliveries (test, 1);
  delivery = find_deliveries (test, &n);
  cancelled = fixture_do (test->f, test->finance, fixture_command (test->f, delivery, "cancel"));
  g_assert_cmpint (cancelled->outcome, ==, PD_OUTCOME_OK);
  fixture_restart (test->f);
  g_assert_true (apply_rule (test, invoice));
  assert_deliveries (test, 1);
  g_clear_pointer (&delivery, pd_record_unref);
  delivery = find_deliveries (test, &n);
  g_assert_cmpstr (pd_record_get_state (delivery), ==, PD_DELIVERY_STATE_CANCELLED);
}

static void
test_not_mailed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) by_nobody = issue (test, "N-1", BUYER);
  g_autoptr (PdRecord) to_nobody = NULL;
  g_autoptr (PdRecord) not_issued = NULL;

  assert_deliveries (test, 0);
  set_rule (test, TRUE);
  to_nobody = issue (test, "N-2", NULL);
  assert_deliveries (test, 0);
  /* What is not issued is not mailed, whoever asks. */
  not_issued = pd_record_copy (by_nobody);
  pd_record_set_text (not_issued, PD_INVOICE_STATE, PD_INVOICE_STATE_UNKNOWN);
  g_assert_true (apply_rule (test, not_issued));
  assert_deliveries (test, 0);
  set_rule (test, FALSE);
  g_assert_true (apply_rule (test, by_nobody));
  assert_deliveries (test, 0);
}

/* Each invoice has a mail of its own, and each company its rule. */
static void
test_each (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;
  g_autofree char *other = g_steal_pointer (&test->finance);

  set_rule (test, TRUE);
  test->finance = fixture_sign_in (test->f, 0, "finance");
  first = issue (test, "E-1", BUYER);
  second = issue (test, "E-2", BUYER);
  assert_deliveries (test, 2);
  g_free (test->finance);
  test->finance = fixture_sign_in (test->f, 1, "finance");
  g_clear_pointer (&first, pd_record_unref);
  first = issue (test, "E-3", BUYER);
  assert_deliveries (test, 0);
}

/* A mail server that takes everything. */
static PdMailAnswer *
take_mail (const PdMailJob *job, GCancellable *cancellable, gpointer data)
{
  return job->hand_over (job->data) ? pd_mail_answer_new (PD_MAIL_TAKEN, 250, NULL)
                                    : pd_mail_answer_new (PD_MAIL_DEFERRED, 0, "called off");
}

static void
set_mail_server (Test *test)
{
  PdPlatformMailSettings settings = { .host = (char *) "smtp.example.com",
                                      .port = 465,
                                      .security = PD_MAIL_TLS,
                                      .sender = (char *) "fapiao@example.com",
                                      .language = (char *) "zh_CN" };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      pd_platform_set_mail_settings (test->f->platform, test->f->tenants[0], &settings, NULL, &error));
  g_assert_no_error (error);
}

static PdPlatformServer *
serve (Test *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
      pd_platform_make_certificate (test->f->folder, test->f->now, &error);
  PdPlatformServerOptions options = { .listen = "127.0.0.1:0", .certificate = certificate };
  PdPlatformServer *server = pd_platform_serve (test->f->platform, &options, &error);

  g_assert_no_error (error);
  return server;
}

/* Nobody asks the server for anything: the mail worker has found nothing to do, and would look again in a minute. What is
 * due is done without waiting for anything but threads, so that the mail is on its way as soon as it is there. */
static void
test_at_once (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) delivery = NULL;
  PdPlatformServer *server;
  guint n = 0;

  test->f->mail_transport = take_mail;
  fixture_restart (test->f);
  set_rule (test, TRUE);
  set_mail_server (test);
  order = ask_to_issue (test, "A-1", BUYER);
  server = serve (test);
  while (delivery == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      delivery = find_deliveries (test, &n);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&delivery, pd_record_unref);
  delivery = find_deliveries (test, &n);
  g_assert_cmpstr (pd_record_get_state (delivery), !=, PD_DELIVERY_STATE_WAITING);
  pd_platform_server_stop (server);
}

static void
add (const char *name, void (*func) (Test *test, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/platform/mail-auto/", name, NULL);

  g_test_add (path, Test, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("mailed", test_mailed);
  add ("once", test_once);
  add ("not-mailed", test_not_mailed);
  add ("each", test_each);
  add ("at-once", test_at_once);
  return g_test_run ();
}
