/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox with a mail server that does what a test wants. */
#include "platform/pd-platform-mail.h"

#include <glib/gstdio.h>

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/platform-fixture.h"

#define MINUTE G_TIME_SPAN_MINUTE
#define CUSTOMER "wang@example.com"

/** Act: what the server does with the next mail. */
typedef enum
{
  TAKES,
  TAKES_AND_IS_SILENT, /* the answer to the last byte is lost */
  LOSES_AND_IS_SILENT, /* the last byte is lost */
  DROPS_BEFORE,        /* the connection, in the middle of the mail */
  REFUSES_RECIPIENT,
  GREYLISTS,
  REFUSES_PASSWORD,
  IS_AWAY,
} Act;

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  char *admin;
  PdRecord *invoice;
  Act act;
  guint n_asked;      /* how often the server was spoken to */
  GPtrArray *mails;   /* of GBytes: what it has */
  GPtrArray *offered; /* of GBytes: what it was shown */
  char *password;
  char *recipients;
} Test;

static PdMailAnswer *
play_server (const PdMailJob *job, GCancellable *cancellable, gpointer data)
{
  Test *test = data;

  test->n_asked++;
  g_free (test->password);
  test->password = g_strdup (job->server->password);
  g_free (test->recipients);
  test->recipients = g_strjoinv (" ", (char **) job->recipients);
  switch (test->act)
    {
    case REFUSES_PASSWORD:
      return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, 535, "535 no");
    case IS_AWAY:
      return pd_mail_answer_new (PD_MAIL_UNREACHABLE, 0, "away");
    case REFUSES_RECIPIENT:
      return pd_mail_answer_new (PD_MAIL_REFUSED, 550, "550 no such user");
    case GREYLISTS:
      return pd_mail_answer_new (PD_MAIL_DEFERRED, 451, "451 later");
    case DROPS_BEFORE:
      return pd_mail_answer_new (PD_MAIL_DEFERRED, 0, "broken");
    default:
      break;
    }
  g_ptr_array_add (test->offered, g_bytes_ref (job->message));
  if (!job->hand_over (job->data))
    return pd_mail_answer_new (PD_MAIL_DEFERRED, 0, "called off");
  if (test->act != LOSES_AND_IS_SILENT)
    g_ptr_array_add (test->mails, g_bytes_ref (job->message));
  return test->act == TAKES ? pd_mail_answer_new (PD_MAIL_TAKEN, 250, NULL)
                            : pd_mail_answer_new (PD_MAIL_UNCERTAIN, 0, "may have arrived");
}

static PdRecord *
issue (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpint (issued->outcome, ==, PD_OUTCOME_OK);
  return fixture_get (test->f, test->finance, pd_record_get_text (issued->record, PD_ORDER_INVOICE_ID));
}

static void
set_server (Test *test, guint tenant)
{
  PdPlatformMailSettings settings = { .host = (char *) "smtp.example.com",
                                      .port = 465,
                                      .security = PD_MAIL_TLS,
                                      .sender = (char *) "fapiao@example.com",
                                      .user = (char *) "fapiao",
                                      .language = (char *) "zh_CN" };
  g_autoptr (GError) error = NULL;

  test->f->now += 1;
  g_assert_true (pd_platform_set_mail_settings (test->f->platform, test->f->tenants[tenant], &settings,
                                                "s3cret", &error));
  g_assert_no_error (error);
}

static void
set_up_without_server (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) queued = NULL;

  test->f = fixture_new ();
  test->f->mail_transport = play_server;
  test->f->mail_transport_data = test;
  fixture_restart (test->f);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->admin = fixture_sign_in (test->f, 0, "admin");
  test->mails = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  test->offered = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  queued = issue (test, "D-1");
  fixture_work (test->f);
  test->invoice = fixture_get (test->f, test->finance, pd_record_get_id (queued));
  g_assert_cmpstr (pd_record_get_state (test->invoice), ==, "issued");
}

static void
set_up (Test *test, gconstpointer data)
{
  set_up_without_server (test, data);
  set_server (test, 0);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
  g_free (test->admin);
  g_free (test->password);
  g_free (test->recipients);
  pd_record_unref (test->invoice);
  g_ptr_array_unref (test->mails);
  g_ptr_array_unref (test->offered);
}

static PdRecord *
ask_for (Test *test, const PdRecord *invoice, const char *recipient, const char *copies)
{
  g_autoptr (PdRecord) delivery = pd_delivery_new (test->f->now, "2026-11-01", invoice, recipient, copies);
  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, delivery));

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  return fixture_get (test->f, test->clerk, pd_record_get_id (delivery));
}

/** Sending: one mail in the hands of this thread. */
typedef struct
{
  Test *test;
  PdPlatformMail *mail;
} Sending;

static gboolean
hand_over (gpointer data)
{
  Sending *sending = data;
  g_autoptr (GError) error = NULL;
  gboolean may = pd_platform_hand_over_mail (sending->test->f->platform, sending->mail, &error);

  g_assert_no_error (error);
  return may;
}

static PdPlatformMail *
take (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformMail *mail = pd_platform_take_mail (test->f->platform, &error);

  g_assert_no_error (error);
  return mail;
}

static void
run (Test *test, PdPlatformMail *mail)
{
  Sending sending = { test, mail };

  pd_platform_run_mail (mail, hand_over, &sending, NULL);
}

/* Everything that is due now. Returns: how many mails went to the server */
static guint
work (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformMail *taken = NULL;
  guint n = 0;

  while ((taken = take (test)) != NULL)
    {
      g_autoptr (PdPlatformMail) mail = taken;

      run (test, mail);
      g_assert_true (pd_platform_finish_mail (test->f->platform, mail, &error));
      g_assert_no_error (error);
      n++;
    }
  return n;
}

static void
assert_state (Test *test, const PdRecord *delivery, const char *state, const char *reason)
{
  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));

  g_assert_cmpstr (pd_record_get_state (now), ==, state);
  if (reason != NULL)
    g_assert_nonnull (strstr (pd_record_get_text (now, PD_DELIVERY_STATE_REASON), reason));
  else
    g_assert_null (pd_record_get_text (now, PD_DELIVERY_STATE_REASON));
}

static PdResult *
command (Test *test, const PdRecord *delivery, const char *name)
{
  g_autoptr (PdRecord) now = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));

  return fixture_do (test->f, test->clerk, fixture_command (test->f, now, name));
}

static void
do_command (Test *test, const PdRecord *delivery, const char *name)
{
  g_autoptr (PdResult) result = command (test, delivery, name);

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
}

static char *
message_id (GBytes *mail)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (mail, NULL), g_bytes_get_size (mail));
  const char *start = strstr (text, "Message-Id: <");

  g_assert_nonnull (start);
  start += strlen ("Message-Id: <");
  return g_strndup (start, strcspn (start, ">"));
}

static void
restart (Test *test)
{
  g_autoptr (GError) error = NULL;

  fixture_restart (test->f);
  g_assert_true (pd_platform_recover_mails (test->f->platform, &error));
  g_assert_no_error (error);
}

static void
test_sent (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, "a@b.cn，boss@例子.中国");
  g_autoptr (PdRecord) sent = NULL;

  assert_state (test, delivery, "waiting", NULL);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_ASKED_BY), ==, "clerk");
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_INVOICE_NUMBER), ==,
                   pd_record_get_text (test->invoice, PD_INVOICE_NUMBER));
  g_assert_cmpuint (work (test), ==, 1);
  g_assert_cmpuint (work (test), ==, 0);
  g_assert_cmpuint (test->mails->len, ==, 1);
  g_assert_cmpstr (test->password, ==, "s3cret");
  g_assert_cmpstr (test->recipients, ==, CUSTOMER " a@b.cn boss@xn--fsqu00a.xn--fiqs8s");
  assert_state (test, delivery, "sent", NULL);
  sent = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));
  g_assert_cmpstr (pd_record_get_text (sent, PD_DELIVERY_ATTACHED), ==, "pdf xml");
  g_assert_cmpint (pd_record_get_integer (sent, PD_DELIVERY_SENT_AT), ==, test->f->now);
  g_assert_cmpint (pd_record_get_integer (sent, PD_DELIVERY_ATTEMPTS), ==, 1);

  g_autofree char *id = message_id (test->mails->pdata[0]);
  g_autofree char *expected = g_strconcat (pd_record_get_id (delivery), ".1@example.com", NULL);

  g_assert_cmpstr (id, ==, expected);
  g_assert_cmpstr (pd_record_get_text (sent, PD_DELIVERY_MESSAGE_ID), ==, expected);
}

/* What the server does, what is told, and when the mail is tried again by itself. */
static void
test_outcomes (Test *test, gconstpointer data)
{
  static const struct
  {
    Act act;
    const char *state;
    const char *reason; /* (nullable) */
    guint has;          /* mails that the server has */
    gint64 again;       /* (nullable): 0: never */
  } rows[] = {
    { TAKES, "sent", NULL, 1, 0 },
    { TAKES_AND_IS_SILENT, "uncertain", "may have arrived", 1, 0 },
    { LOSES_AND_IS_SILENT, "uncertain", "may have arrived", 0, 0 },
    { REFUSES_RECIPIENT, "refused", "550", 0, 0 },
    { DROPS_BEFORE, "waiting", "broken", 0, 2 * MINUTE },
    { GREYLISTS, "waiting", "451", 0, 2 * MINUTE },
    { REFUSES_PASSWORD, "waiting", "535", 0, 15 * MINUTE },
    { IS_AWAY, "waiting", "away", 0, MINUTE / 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
      g_autoptr (GError) error = NULL;
      gint64 start = test->f->now;
      gint64 due = 0;

      g_test_message ("%u", i);
      test->act = rows[i].act;
      g_ptr_array_set_size (test->mails, 0);
      g_assert_cmpuint (work (test), ==, 1);
      assert_state (test, delivery, rows[i].state, rows[i].reason);
      g_assert_cmpuint (test->mails->len, ==, rows[i].has);
      g_assert_true (pd_platform_next_mail (test->f->platform, &due, &error));
      g_assert_cmpint (due, ==, rows[i].again > 0 ? start + rows[i].again : G_MAXINT64);
      g_assert_cmpuint (work (test), ==, 0);
      test->act = TAKES;
      test->f->now += 7 * G_TIME_SPAN_HOUR;
      g_assert_cmpuint (work (test), ==, rows[i].again > 0);
      if (rows[i].again > 0)
        assert_state (test, delivery, "sent", NULL);
    }
}

/* Again it is the same mail, byte for byte. */
static void
test_greylisting (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdRecord) now = NULL;

  test->act = TAKES_AND_IS_SILENT;
  g_assert_cmpuint (work (test), ==, 1);
  test->act = GREYLISTS;
  do_command (test, delivery, "resend");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (work (test), ==, 1);
      test->f->now += 2 * MINUTE << i;
      test->f->now -= 1;
      g_assert_cmpuint (work (test), ==, 0);
      test->f->now += 1;
    }
  test->act = TAKES;
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
  g_assert_cmpuint (test->mails->len, ==, 2);
  g_assert_true (g_bytes_equal (test->mails->pdata[0], test->mails->pdata[1]));
  now = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));
  g_assert_cmpint (pd_record_get_integer (now, PD_DELIVERY_ATTEMPTS), ==, 4);
}

static void
test_gives_up (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  guint n = 0;

  test->act = GREYLISTS;
  for (guint hour = 0; hour < 72; hour++, test->f->now += G_TIME_SPAN_HOUR)
    n += work (test);
  assert_state (test, delivery, "failed", "451");
  g_assert_cmpuint (n, >, 20);
  g_assert_cmpuint (n, <, 40);
  test->act = TAKES;
  do_command (test, delivery, "resend");
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
}

/* One mail asks whether the server is back, longer apart each time; the others wait, and new settings end the wait. */
static void
test_server_is_held (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdRecord) second = ask_for (test, test->invoice, "li@example.com", NULL);
  g_autoptr (PdRecord) third = ask_for (test, test->invoice, "zhao@example.com", NULL);
  gint64 start = test->f->now;

  test->act = REFUSES_PASSWORD;
  g_assert_cmpuint (work (test), ==, 1);
  for (; test->f->now < start + G_TIME_SPAN_DAY; test->f->now += MINUTE)
    work (test);
  g_assert_cmpuint (test->n_asked, <=, 10);
  test->act = TAKES;
  g_assert_cmpuint (work (test), ==, 0);
  set_server (test, 0);
  g_assert_cmpuint (work (test), ==, 3);
  assert_state (test, first, "sent", NULL);
  assert_state (test, second, "sent", NULL);
  assert_state (test, third, "sent", NULL);
}

/* Another company's mail does not wait for a server that is not its own. */
static void
test_tenants (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autofree char *finance = g_steal_pointer (&test->finance);
  g_autofree char *clerk = g_steal_pointer (&test->clerk);

  test->act = IS_AWAY;
  g_assert_cmpuint (work (test), ==, 1);
  test->act = TAKES;
  set_server (test, 1);
  test->finance = fixture_sign_in (test->f, 1, "finance");
  test->clerk = fixture_sign_in (test->f, 1, "clerk");

  g_autoptr (PdRecord) queued = issue (test, "D-2");
  fixture_work (test->f);
  g_autoptr (PdRecord) invoice = fixture_get (test->f, test->finance, pd_record_get_id (queued));
  g_autoptr (PdRecord) other = ask_for (test, invoice, CUSTOMER, NULL);
  /* An invoice of another company is none. */
  g_autoptr (PdRecord) foreign = ask_for (test, test->invoice, CUSTOMER, NULL);

  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, other, "sent", NULL);
  assert_state (test, foreign, "failed", "does not have the invoice");
}

static void
test_without_server (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);

  assert_state (test, delivery, "waiting", "No mail server");
  g_assert_cmpuint (work (test), ==, 0);
  set_server (test, 0);
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
}

/* Asked for while the invoice is on its way: it goes out when that is issued, with its number. */
static void
test_before_issue (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) queued = issue (test, "D-2");
  g_autoptr (PdRecord) delivery = ask_for (test, queued, CUSTOMER, NULL);
  g_autoptr (PdRecord) sent = NULL;

  g_assert_cmpuint (work (test), ==, 0);
  assert_state (test, delivery, "waiting", "not been issued yet");
  fixture_work (test->f);
  test->f->now += MINUTE;
  g_assert_cmpuint (work (test), ==, 1);
  sent = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));
  g_assert_cmpstr (pd_record_get_state (sent), ==, "sent");
  g_assert_nonnull (pd_record_get_text (sent, PD_DELIVERY_INVOICE_NUMBER));
}

/* Killed before the last byte was about to leave, nothing was taken: it is sent again by itself. */
static void
test_killed_before (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);

  pd_platform_mail_free (take (test));
  assert_state (test, delivery, "sending", NULL);
  g_assert_null (take (test));
  restart (test);
  assert_state (test, delivery, "waiting", NULL);
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
  g_assert_cmpuint (test->mails->len, ==, 1);
}

/* Killed after that, nobody knows: it is never sent again unless somebody says so, and then it is the same mail. */
static void
test_killed_after (Test *test, gconstpointer data)
{
  static const Act acts[] = { TAKES, TAKES_AND_IS_SILENT, LOSES_AND_IS_SILENT };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
      PdPlatformMail *mail = take (test);

      g_ptr_array_set_size (test->offered, 0);
      test->act = acts[i];
      run (test, mail);
      pd_platform_mail_free (mail);
      restart (test);
      assert_state (test, delivery, "uncertain", "may have arrived");
      test->f->now += 7 * G_TIME_SPAN_DAY;
      restart (test);
      g_assert_cmpuint (work (test), ==, 0);
      test->act = TAKES;
      do_command (test, delivery, "resend");
      g_assert_cmpuint (work (test), ==, 1);
      assert_state (test, delivery, "sent", NULL);
      g_assert_cmpuint (test->offered->len, ==, 2);
      g_assert_true (g_bytes_equal (test->offered->pdata[0], test->offered->pdata[1]));
    }
}

/* Who takes too long has lost the mail: what it says then does not count, and it may not hand over any more. */
static void
test_lease (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdPlatformMail) slow = take (test);
  g_autoptr (PdPlatformMail) quick = NULL;
  g_autoptr (GError) error = NULL;

  test->f->now += 30 * MINUTE;
  quick = take (test);
  g_assert_nonnull (quick);
  run (test, slow);
  g_assert_cmpuint (test->mails->len, ==, 0);
  g_assert_true (pd_platform_finish_mail (test->f->platform, slow, &error));
  assert_state (test, delivery, "sending", NULL);
  run (test, quick);
  g_assert_true (pd_platform_finish_mail (test->f->platform, quick, &error));
  assert_state (test, delivery, "sent", NULL);
  g_assert_cmpuint (test->mails->len, ==, 1);
}

/* A mail that had arrived is another one when somebody wants it again: the same would be hidden as a repeat. */
static void
test_resend_sent (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);

  g_assert_cmpuint (work (test), ==, 1);
  do_command (test, delivery, "resend");
  assert_state (test, delivery, "waiting", NULL);
  g_assert_cmpuint (work (test), ==, 1);

  g_autofree char *first = message_id (test->mails->pdata[0]);
  g_autofree char *second = message_id (test->mails->pdata[1]);

  g_assert_cmpstr (first, !=, second);
}

static void
test_cancel (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdRecord) other = NULL;

  do_command (test, delivery, "cancel");
  assert_state (test, delivery, "cancelled", NULL);
  g_assert_cmpuint (work (test), ==, 0);
  do_command (test, delivery, "resend");

  g_autoptr (PdPlatformMail) mail = take (test);
  g_autoptr (PdResult) late = command (test, delivery, "cancel");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (late->outcome, ==, PD_OUTCOME_CONFLICT);
  g_assert_cmpstr (late->code, ==, "state");
  run (test, mail);
  g_assert_true (pd_platform_finish_mail (test->f->platform, mail, &error));
  assert_state (test, delivery, "sent", NULL);
}

/* What a client may not say, and who may not ask. */
static void
test_refused (Test *test, gconstpointer data)
{
  g_autofree char *reviewer = fixture_sign_in (test->f, 0, "reviewer");
  g_autoptr (PdRecord) fine = pd_delivery_new (test->f->now, "2026-11-01", test->invoice, CUSTOMER, NULL);
  g_autoptr (PdRecord) injected = pd_record_copy (fine);
  g_autoptr (PdResult) forbidden = fixture_do (test->f, reviewer, fixture_create (test->f, fine));

  g_assert_cmpstr (forbidden->code, ==, "forbidden");
  pd_record_set_text (injected, PD_DELIVERY_RECIPIENT, "a@b.cn\r\nBcc: c@d.cn");

  g_autoptr (PdResult) invalid = fixture_do (test->f, test->clerk, fixture_create (test->f, injected));

  g_assert_cmpstr (invalid->code, ==, "invalid");
  /* That it was sent is nobody's word but the platform's. */
  pd_record_set_text (fine, PD_DELIVERY_STATE, "sent");
  pd_record_set_text (fine, PD_DELIVERY_ASKED_BY, "somebody");
  pd_record_set_text (fine, PD_DELIVERY_MESSAGE_ID, "x");

  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, fine));

  g_assert_cmpint (created->outcome, ==, PD_OUTCOME_OK);
  assert_state (test, fine, "waiting", NULL);
  g_assert_cmpuint (work (test), ==, 1);
  g_assert_cmpuint (test->mails->len, ==, 1);
}

/* The same request twice is one mail. */
static void
test_repeated_request (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = pd_delivery_new (test->f->now, "2026-11-01", test->invoice, CUSTOMER, NULL);
  g_autoptr (PdMutation) mutation = fixture_create (test->f, delivery);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PdResult) result = fixture_push (test->f, test->clerk, mutation);

      g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
      work (test);
    }
  g_assert_cmpuint (test->mails->len, ==, 1);
}

/* A few at a time of one company, so that others get their turn. */
static void
test_at_once (Test *test, gconstpointer data)
{
  g_autoptr (GPtrArray) under_way = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_mail_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5; i++)
    pd_record_unref (ask_for (test, test->invoice, CUSTOMER, NULL));
  for (guint i = 0; i < PD_PLATFORM_MAILS_AT_ONCE_OF_TENANT; i++)
    g_ptr_array_add (under_way, take (test));
  g_assert_null (take (test));
  for (guint i = 0; i < under_way->len; i++)
    {
      run (test, under_way->pdata[i]);
      g_assert_true (pd_platform_finish_mail (test->f->platform, under_way->pdata[i], &error));
    }
  g_assert_cmpuint (work (test), ==, 3);
  g_assert_cmpuint (test->mails->len, ==, 5);
}

/* Last night's backup does not know what was sent today. */
static void
test_restored (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdRecord) sent = ask_for (test, test->invoice, "li@example.com", NULL);
  g_autoptr (PdPlatformMail) mail = NULL;
  g_autoptr (GError) error = NULL;

  do_command (test, delivery, "cancel");
  g_assert_cmpuint (work (test), ==, 1);
  do_command (test, delivery, "resend");
  g_assert_true (pd_platform_start_new_history (test->f->platform, &error));
  g_assert_no_error (error);
  assert_state (test, delivery, "uncertain", "restored");
  assert_state (test, sent, "sent", NULL);
  test->f->now += 7 * G_TIME_SPAN_DAY;
  g_assert_cmpuint (work (test), ==, 0);
}

/* A password that does not open any more holds the mail, and nothing else. */
static void
test_lost_key (Test *test, gconstpointer data)
{
  g_autofree char *key = g_build_filename (test->f->folder, "secret.key", NULL);
  g_autofree char *kept = g_build_filename (test->f->folder, "elsewhere", NULL);
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);

  g_assert_cmpint (g_rename (key, kept), ==, 0);
  g_assert_cmpuint (work (test), ==, 0);
  assert_state (test, delivery, "waiting", "secret.key");
  g_assert_cmpint (g_rename (kept, key), ==, 0);
  test->f->now += G_TIME_SPAN_HOUR;
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
}

static char *
ask (Test *test, const char *method, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, method, "/v1/mail", token, body != NULL ? "application/json" : NULL, body);

  g_test_message ("%s", body);
  g_assert_cmpuint (response->status, ==, status);
  return pd_platform_response_dup_text (response);
}

#define SETTINGS(host, port, security, sender, more)                                                         \
  "{\"host\":\"" host "\",\"port\":" port ",\"security\":\"" security "\",\"sender\":\"" sender "\"" more "}"

/* What an administrator may say from afar, and what is told of it. */
static void
test_settings (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *path; /* (nullable): what is refused */
  } rows[] = {
    { SETTINGS ("smtp.qq.com", "465", "tls", "a@qq.com", ""), NULL },
    { SETTINGS ("mail.corp.example", "587", "starttls", "a@例子.中国", ",\"user\":\"\""), NULL },
    { SETTINGS ("192.168.1.5", "25", "starttls", "a@b.cn", ",\"password\":\"\""), NULL },
    { SETTINGS ("localhost", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("127.0.0.1", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("::1", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("0.0.0.0", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("169.254.169.254", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("relay", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("a.cn/x?y", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("a.cn:22", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("u@a.cn", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("", "25", "starttls", "a@b.cn", ""), "host" },
    { SETTINGS ("a.cn", "6379", "starttls", "a@b.cn", ""), "port" },
    { SETTINGS ("a.cn", "0", "starttls", "a@b.cn", ""), "port" },
    { SETTINGS ("a.cn", "-1", "starttls", "a@b.cn", ""), "port" },
    { SETTINGS ("a.cn", "\"25\"", "starttls", "a@b.cn", ""), "port" },
    { SETTINGS ("a.cn", "25", "unprotected", "a@b.cn", ""), "security" },
    { SETTINGS ("a.cn", "25", "", "a@b.cn", ""), "security" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn\\r\\nX: y", ""), "sender" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn", ",\"sender_name\":\"a\\nb\""), "sender_name" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn", ",\"user\":\"a\\nb\""), "user" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn", ",\"user\":5"), "user" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn", ",\"language\":\"fr\""), "language" },
    { SETTINGS ("a.cn", "25", "tls", "a@b.cn", ",\"password\":[]"), "password" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ask (test, "PUT", test->admin, rows[i].body, rows[i].path != NULL ? 400 : 200);
      g_autofree char *path =
          rows[i].path != NULL ? g_strdup_printf ("\"path\":\"%s\"", rows[i].path) : g_strdup ("");

      g_assert_nonnull (strstr (text, path));
    }
  g_free (ask (test, "PUT", test->finance, rows[0].body, 403));
  g_free (ask (test, "GET", test->finance, NULL, 403));
}

static void
assert_has_password (Test *test, const char *settings, gboolean has)
{
  g_autofree char *put = ask (test, "PUT", test->admin, settings, 200);
  g_autofree char *got = ask (test, "GET", test->admin, NULL, 200);

  g_assert_nonnull (strstr (got, has ? "\"has_password\":true" : "\"has_password\":false"));
  g_assert_null (strstr (got, "s3cret"));
  g_assert_null (strstr (put, "s3cret"));
}

/* A password never goes to another server, port or user than it was given for. */
static void
test_password (Test *test, gconstpointer data)
{
  static const char *const given =
      SETTINGS ("a.cn", "465", "tls", "a@b.cn", ",\"user\":\"u\",\"password\":\"s3cret\"");
  static const struct
  {
    const char *settings;
    gboolean keeps;
  } rows[] = {
    { SETTINGS ("A.cn", "465", "tls", "other@b.cn", ",\"user\":\"u\""), TRUE },
    { SETTINGS ("evil.cn", "465", "tls", "a@b.cn", ",\"user\":\"u\""), FALSE },
    { SETTINGS ("a.cn", "587", "tls", "a@b.cn", ",\"user\":\"u\""), FALSE },
    { SETTINGS ("a.cn", "465", "tls", "a@b.cn", ",\"user\":\"v\""), FALSE },
    { SETTINGS ("a.cn", "465", "tls", "a@b.cn", ""), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      assert_has_password (test, given, TRUE);
      assert_has_password (test, rows[i].settings, rows[i].keeps);
    }
}

/* An administrator sees that mail is held, until when and why. */
static void
test_told (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autofree char *before = ask (test, "GET", test->admin, NULL, 200);
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (before, "\"set_up\":true,\"waiting\":1"));
  g_assert_null (strstr (before, "reason"));
  test->act = REFUSES_PASSWORD;
  g_assert_cmpuint (work (test), ==, 1);
  after = ask (test, "GET", test->admin, NULL, 200);
  g_assert_nonnull (strstr (after, "\"held_until\":"));
  g_assert_nonnull (strstr (after, "\"reason\":\"535 no\""));
  g_assert_cmpstr (pd_record_get_state (delivery), ==, "waiting");
}

/* Exactly the files that were chosen, and not before each of them is there. */
static void
test_files (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *files;    /* (nullable) */
    const char *attached; /* (nullable): it waits */
  } rows[] = {
    { NULL, "pdf xml" },      { "pdf", "pdf" }, { "xml", "xml" },
    { "pdf,xml", "pdf xml" }, { "ofd", NULL },  { "pdf,ofd", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) delivery =
          pd_delivery_new (test->f->now, "2026-11-01", test->invoice, CUSTOMER, NULL);
      g_autoptr (PdResult) result = NULL;
      g_autoptr (PdRecord) now = NULL;

      pd_record_set_text (delivery, PD_DELIVERY_FILES, rows[i].files);
      result = fixture_do (test->f, test->clerk, fixture_create (test->f, delivery));
      g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
      g_test_message ("%s", rows[i].files);
      g_assert_cmpuint (work (test), ==, rows[i].attached != NULL ? 1 : 0);
      now = fixture_get (test->f, test->clerk, pd_record_get_id (delivery));
      g_assert_cmpstr (pd_record_get_state (now), ==, rows[i].attached != NULL ? "sent" : "waiting");
      g_assert_cmpstr (pd_record_get_text (now, PD_DELIVERY_ATTACHED), ==, rows[i].attached);
      g_assert_cmpint (pd_record_has (now, PD_DELIVERY_STATE_REASON), ==, rows[i].attached == NULL);
    }
}

static PdPlatformMailTrial *
take_trial (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdPlatformMailTrial *trial = pd_platform_take_mail_trial (test->f->platform, &error);

  g_assert_no_error (error);
  return trial;
}

static void
assert_trial (Test *test, const char *result, const char *reason)
{
  g_autofree char *told = ask (test, "GET", test->admin, NULL, 200);
  g_autofree char *word = g_strdup_printf ("\"result\":\"%s\"", result);

  g_test_message ("%s", told);
  g_assert_nonnull (strstr (told, word));
  if (reason != NULL)
    g_assert_nonnull (strstr (told, reason));
  g_assert_null (strstr (told, "s3cret"));
}

static void
ask_trial (Test *test, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "POST", "/v1/mail/test", token, "application/json", body);

  g_test_message ("%s", body);
  g_assert_cmpuint (response->status, ==, status);
}

#define TO_ME "{\"recipient\":\" Me@B.CN \"}"

/* An administrator tries the server out; each time one mail, and what the server said of it. */
static void
test_trial (Test *test, gconstpointer data)
{
  static const struct
  {
    Act act;
    const char *result;
    const char *reason; /* (nullable) */
  } rows[] = {
    { TAKES, "works", NULL },
    { REFUSES_PASSWORD, "fails", "535 no" },
    { REFUSES_RECIPIENT, "fails", "550 no such user" },
    { GREYLISTS, "unreached", "451 later" },
    { IS_AWAY, "unreached", "away" },
    { TAKES_AND_IS_SILENT, "unreached", "may have arrived" },
  };
  g_autoptr (GError) error = NULL;

  ask_trial (test, test->finance, TO_ME, 403);
  ask_trial (test, test->admin, "{\"recipient\":\"a@b.cn\\r\\nBcc: c@d.cn\"}", 400);
  ask_trial (test, test->admin, "{\"recipient\":\"a@b.cn, c@d.cn\"}", 400);
  ask_trial (test, test->admin, "{}", 400);
  g_assert_null (take_trial (test));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdPlatformMailTrial) trial = NULL;

      test->act = rows[i].act;
      test->f->now += G_TIME_SPAN_MINUTE;
      ask_trial (test, test->admin, TO_ME, 202);
      assert_trial (test, "pending", NULL);
      /* Nobody's mail box is filled. */
      ask_trial (test, test->admin, TO_ME, 409);
      trial = take_trial (test);
      g_assert_nonnull (trial);
      g_assert_null (take_trial (test));
      pd_platform_run_mail_trial (trial, NULL);
      g_assert_cmpstr (test->recipients, ==, "Me@b.cn");
      g_assert_true (pd_platform_finish_mail_trial (test->f->platform, trial, &error));
      g_assert_no_error (error);
      assert_trial (test, rows[i].result, rows[i].reason);
    }
  g_assert_cmpuint (test->n_asked, ==, G_N_ELEMENTS (rows));
}

/* A platform that was killed meanwhile sends it no second time. */
static void
test_trial_killed (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ask_trial (test, test->admin, TO_ME, 202);
  g_clear_pointer (&(PdPlatformMailTrial *){ take_trial (test) }, pd_platform_mail_trial_free);
  restart (test);
  g_assert_true (pd_platform_recover_mail_trials (test->f->platform, &error));
  g_assert_null (take_trial (test));
  assert_trial (test, "unreached", "reason");
  ask_trial (test, test->admin, TO_ME, 202);
}

/* A trial that works lets go what was held. */
static void
test_trial_releases (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) delivery = ask_for (test, test->invoice, CUSTOMER, NULL);
  g_autoptr (PdPlatformMailTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  test->act = REFUSES_PASSWORD;
  g_assert_cmpuint (work (test), ==, 1);
  g_assert_cmpuint (work (test), ==, 0);
  test->act = TAKES;
  ask_trial (test, test->admin, TO_ME, 202);
  trial = take_trial (test);
  pd_platform_run_mail_trial (trial, NULL);
  g_assert_true (pd_platform_finish_mail_trial (test->f->platform, trial, &error));
  g_assert_cmpuint (work (test), ==, 1);
  assert_state (test, delivery, "sent", NULL);
}

static void
test_trial_without_server (Test *test, gconstpointer data)
{
  ask_trial (test, test->admin, TO_ME, 409);
}

static void
add (const char *name, void (*func) (Test *test, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/platform/mail/", name, NULL);

  g_test_add (path, Test, NULL,
              func == test_without_server || func == test_trial_without_server ? set_up_without_server
                                                                               : set_up,
              func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("sent", test_sent);
  add ("outcomes", test_outcomes);
  add ("greylisting", test_greylisting);
  add ("gives-up", test_gives_up);
  add ("server-is-held", test_server_is_held);
  add ("tenants", test_tenants);
  add ("without-server", test_without_server);
  add ("before-issue", test_before_issue);
  add ("killed-before", test_killed_before);
  add ("killed-after", test_killed_after);
  add ("lease", test_lease);
  add ("resend-sent", test_resend_sent);
  add ("cancel", test_cancel);
  add ("refused", test_refused);
  add ("repeated-request", test_repeated_request);
  add ("at-once", test_at_once);
  add ("restored", test_restored);
  add ("lost-key", test_lost_key);
  add ("settings", test_settings);
  add ("password", test_password);
  add ("told", test_told);
  add ("files", test_files);
  add ("trial", test_trial);
  add ("trial-killed", test_trial_killed);
  add ("trial-releases", test_trial_releases);
  add ("trial-without-server", test_trial_without_server);
  return g_test_run ();
}
