/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-delivery.h"

#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-permission.h"
#include "model/pd-problem.h"
#include "model/pd-record-stream.h"
#include "model/pd-workflow.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    gboolean valid;
  } rows[] = {
    { "a@b.cn", TRUE },
    { "wang.kaipiao+fapiao@mail.example.com.cn", TRUE },
    { "o'neil_x-y=z/{}|~#$%&*!?^`@example.com", TRUE },
    { "10086@139.com", TRUE },
    { "a@xn--fiqs8s.xn--55qx5d", TRUE },
    /* A Chinese domain stays as it is. */
    { "a@例子.中国", TRUE },
    { "a@bücher.example", TRUE },
    { L63 "a@example.com", TRUE },
    { "a@" L63 ".com", TRUE },
    { "a@1.2.3.4.example", TRUE },
    /* Nothing, half of it, or two. */
    { NULL, FALSE },
    { "", FALSE },
    { "@", FALSE },
    { "a@", FALSE },
    { "@b.cn", FALSE },
    { "a", FALSE },
    { "a@b@c.cn", FALSE },
    { "a@b.cn, c@d.cn", FALSE },
    { "a@b.cn c@d.cn", FALSE },
    /* Dots. */
    { ".a@b.cn", FALSE },
    { "a.@b.cn", FALSE },
    { "a..b@b.cn", FALSE },
    { "a@b", FALSE },
    { "a@.b.cn", FALSE },
    { "a@b.cn.", FALSE },
    { "a@b..cn", FALSE },
    { "a@-b.cn", FALSE },
    { "a@b-.cn", FALSE },
    { "a@b_c.cn", FALSE },
    { "a@192.0.2.1", FALSE },
    { "a@[192.0.2.1]", FALSE },
    /* Too long. */
    { L63 "ab@example.com", FALSE },
    { "a@" L63 "a.com", FALSE },
    { "a@" L63 "." L63 "." L63 "." L63 ".cn", FALSE },
    /* Another header, another command, another recipient. */
    { "a@b.cn\r\nBcc: c@d.cn", FALSE },
    { "a@b.cn\n", FALSE },
    { "a\r@b.cn", FALSE },
    { "a@b.cn\t", FALSE },
    { "a@b.cn\x7f", FALSE },
    { "a@b.cn\x01", FALSE },
    { "a@b.cn\xc2\x85", FALSE },
    { "a@b.cn\xe2\x80\xa8", FALSE },
    { "a@b.cn\xe2\x80\xaen", FALSE },
    { "a@b.cn> SIZE=1", FALSE },
    { "<a@b.cn>", FALSE },
    { "王 <a@b.cn>", FALSE },
    { "\"a b\"@b.cn", FALSE },
    { "a(x)@b.cn", FALSE },
    { "a@b.cn;c", FALSE },
    { "a:b@b.cn", FALSE },
    { "a\\@b.cn", FALSE },
    { "张三@b.cn", FALSE },
    { "a@b.\xff", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%u: %s", i, rows[i].text);
      g_assert_cmpint (pd_mail_address_is_valid (rows[i].text), ==, rows[i].valid);
    }
}

static void
test_typed (void)
{
  static const struct
  {
    const char *typed;
    const char *kept; /* (nullable) */
  } rows[] = {
    { " a@B.CN ", "a@b.cn" },
    { "Wang＠Example．ＣＯＭ", "Wang@example.com" },
    { "a@b.cn，c@d.cn；e@f.cn", "a@b.cn, c@d.cn, e@f.cn" },
    { "a@b.cn;\nc@d.cn、a@B.cn,,", "a@b.cn, c@d.cn" },
    { "a@b.cn\r\nBcc: c@d.cn", "a@b.cn, Bcc: c@d.cn" },
    { " ,; ", NULL },
    { "", NULL },
    { NULL, NULL },
    { "\xff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *kept = pd_mail_addresses_plain (rows[i].typed);
      g_autofree char *again = pd_mail_addresses_plain (kept);

      g_assert_cmpstr (kept, ==, rows[i].kept);
      g_assert_cmpstr (again, ==, kept);
    }
}

static PdRecord *
make (const char *recipient, const char *copies)
{
  g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, "0190a000-0000-7000-8000-000000000001");

  pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26442000000000000001");
  return pd_delivery_new (NOW, "2026-03-09", invoice, recipient, copies);
}

static void
test_new (void)
{
  g_autoptr (PdRecord) delivery = make (" Wang＠B.cn", "c@d.cn；e@f.cn");
  g_autoptr (GPtrArray) problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
  char stream[PD_STREAM_MAX];

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT), ==, "Wang@b.cn");
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_COPIES), ==, "c@d.cn, e@f.cn");
  g_assert_cmpstr (pd_record_get_text (delivery, PD_DELIVERY_INVOICE_NUMBER), ==, "26442000000000000001");
  g_assert_cmpstr (pd_record_get_state (delivery), ==, "waiting");
  g_assert_true (pd_workflow_is_frozen (delivery));
  pd_record_stream (delivery, stream);
  g_assert_cmpstr (stream, ==, "delivery:2026");
}

/* What a hostile client sends is looked at as strictly as what a person typed. */
static void
test_check (void)
{
  static const struct
  {
    int field;
    const char *value; /* (nullable) */
  } rows[] = {
    { PD_DELIVERY_RECIPIENT, NULL },
    { PD_DELIVERY_RECIPIENT, "王开票" },
    { PD_DELIVERY_RECIPIENT, "a@b.cn\r\nBcc: c@d.cn" },
    { PD_DELIVERY_RECIPIENT, "a@b.cn, c@d.cn" },
    { PD_DELIVERY_RECIPIENT, "ａ@b.cn" },
    { PD_DELIVERY_COPIES, "a@b.cn, x" },
    { PD_DELIVERY_COPIES, "a@b.cn\nc@d.cn" },
    { PD_DELIVERY_COPIES, "a@b.cn, a@b.cn" },
    { PD_DELIVERY_COPIES, "a@b.cn,c@d.cn" },
    { PD_DELIVERY_COPIES, "," },
    { PD_DELIVERY_COPIES,
      "a@b.cn, b@b.cn, c@b.cn, d@b.cn, e@b.cn, f@b.cn, g@b.cn, h@b.cn, i@b.cn, j@b.cn, k@b.cn" },
    { PD_DELIVERY_INVOICE_ID, NULL },
    { PD_DELIVERY_DATE, NULL },
    { PD_DELIVERY_LANGUAGE, "fr" },
    /* One way to write each choice, and all is none. */
    { PD_DELIVERY_FILES, "doc" },
    { PD_DELIVERY_FILES, "pdf,,xml" },
    { PD_DELIVERY_FILES, "xml,pdf" },
    { PD_DELIVERY_FILES, "PDF" },
    { PD_DELIVERY_FILES, "pdf pdf" },
    { PD_DELIVERY_FILES, "pdf,ofd,xml" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) delivery = make ("a@b.cn", "c@d.cn");
      g_autoptr (GPtrArray) problems = NULL;

      pd_record_set_text (delivery, (guint) rows[i].field, rows[i].value);
      problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
      g_test_message ("%u", i);
      g_assert_nonnull (pd_problems_find (problems, NULL, rows[i].field));
      g_assert_nonnull (pd_problems_first_error (problems));
    }
}

static void
test_files (void)
{
  static const struct
  {
    const char *typed;
    PdDeliveryFiles files; /* 0: not taken */
    const char *kept;      /* (nullable) */
  } rows[] = {
    { "pdf", PD_DELIVERY_FILES_PDF, "pdf" },
    { "XML, pdf", PD_DELIVERY_FILES_PDF | PD_DELIVERY_FILES_XML, "pdf,xml" },
    { "ofd,ofd", PD_DELIVERY_FILES_OFD, "ofd" },
    { "xml,ofd,pdf", PD_DELIVERY_FILES_ALL, NULL },
    { "", 0, NULL },
    { ",", 0, NULL },
    { "pdf,zip", 0, NULL },
    { "pdf;xml", 0, NULL },
  };
  g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, "0190a000-0000-7000-8000-000000000001");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) delivery = make ("a@b.cn", NULL);
      PdDeliveryFiles files = 0;
      gboolean taken = pd_delivery_files_parse (rows[i].typed, &files);
      g_autofree char *kept = NULL;
      g_autoptr (GPtrArray) problems = NULL;

      g_test_message ("%s", rows[i].typed);
      g_assert_cmpint (taken, ==, rows[i].files != 0);
      if (!taken)
        continue;
      g_assert_cmpuint (files, ==, rows[i].files);
      kept = pd_delivery_files_to_text (files);
      g_assert_cmpstr (kept, ==, rows[i].kept);
      pd_record_set_text (delivery, PD_DELIVERY_FILES, kept);
      problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
      g_assert_cmpuint (problems->len, ==, 0);
      g_assert_cmpuint (pd_delivery_get_files (delivery), ==, files);
    }
  g_assert_cmpuint (pd_delivery_files_of_invoice (invoice), ==, 0);
  pd_record_set_text (invoice, PD_INVOICE_XML_HASH, "x");
  g_assert_cmpuint (pd_delivery_files_of_invoice (invoice), ==, PD_DELIVERY_FILES_XML);
}

static void
test_workflow (void)
{
  static const struct
  {
    const char *command;
    const char *from;
    const char *to; /* (nullable) */
  } rows[] = {
    { "cancel", "waiting", "cancelled" },
    /* On its way it is not called back. */
    { "cancel", "sending", NULL },
    { "cancel", "sent", NULL },
    { "cancel", "uncertain", NULL },
    { "resend", "waiting", NULL },
    { "resend", "sending", NULL },
    { "resend", "sent", "waiting" },
    { "resend", "refused", "waiting" },
    { "resend", "failed", "waiting" },
    { "resend", "uncertain", "waiting" },
    { "resend", "cancelled", "waiting" },
  };
  /* Only a person sends again what may have arrived. */
  static const char *const ends[] = { "sent", "refused", "failed", "uncertain", "cancelled" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdTransition *arrow = pd_workflow_find (&pd_delivery_type, rows[i].command, rows[i].from);

      g_assert_cmpstr (arrow != NULL ? arrow->to : NULL, ==, rows[i].to);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_assert_null (pd_workflow_find (&pd_delivery_type, NULL, ends[i]));
}

static void
test_permissions (void)
{
  static const struct
  {
    const char *role;
    gboolean reads;
    gboolean mails;
    gboolean sets_up;
  } rows[] = {
    { "clerk", TRUE, TRUE, FALSE },       { "finance", TRUE, TRUE, FALSE },
    { "admin", TRUE, TRUE, TRUE },        { "reviewer", TRUE, FALSE, FALSE },
    { "warehouse", FALSE, FALSE, FALSE }, { "nobody", FALSE, FALSE, FALSE },
  };
  static const char *const commands[] = { "create", "resend", "cancel" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (pd_permission_has (rows[i].role, "read", "delivery"), ==, rows[i].reads);
      for (guint j = 0; j < G_N_ELEMENTS (commands); j++)
        g_assert_cmpint (pd_permission_has (rows[i].role, commands[j], "delivery"), ==, rows[i].mails);
      g_assert_cmpint (pd_permission_has (rows[i].role, "get", "mail"), ==, rows[i].sets_up);
      g_assert_cmpint (pd_permission_has (rows[i].role, "put", "mail"), ==, rows[i].sets_up);
      /* Its content is never changed, and what was mailed is not forgotten. */
      g_assert_false (pd_permission_has (rows[i].role, "patch", "delivery"));
      g_assert_false (pd_permission_has (rows[i].role, "delete", "delivery"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/addresses", test_addresses);
  g_test_add_func ("/delivery/typed", test_typed);
  g_test_add_func ("/delivery/new", test_new);
  g_test_add_func ("/delivery/check", test_check);
  g_test_add_func ("/delivery/files", test_files);
  g_test_add_func ("/delivery/workflow", test_workflow);
  g_test_add_func ("/delivery/permissions", test_permissions);
  return g_test_run ();
}
