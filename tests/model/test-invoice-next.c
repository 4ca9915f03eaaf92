/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-id.h"
#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)

static void
test_sentences (void)
{
  static const struct
  {
    const char *state;
    const char *next;
    const char *part; /* of the sentence; NULL for none */
  } rows[] = {
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_SEND, "The platform sends it" },
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_CONFIGURE, "An administrator" },
    { PD_INVOICE_STATE_WAITING, PD_INVOICE_NEXT_SIGN_IN, "signs in" },
    { PD_INVOICE_STATE_WAITING, NULL, "signs in" },
    { PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_NEXT_QUERY, "The tax bureau works on it" },
    { PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_NEXT_QUERY, "do not issue it anywhere else" },
    { PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_NEXT_RETRY, "No second invoice" },
    { PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_NEXT_DECIDE, "Finance looks" },
    { PD_INVOICE_STATE_FAILED, PD_INVOICE_NEXT_FIX, "corrects the order" },
    { PD_INVOICE_STATE_SUPERSEDED, PD_INVOICE_NEXT_NOTHING, "asked for again" },
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_QUOTA, "quota raised" },
    { PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_DECIDE, "Finance compares" },
    { PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING, NULL },
    { "a state of next year", "a step of next year", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *id = pd_id_new (NOW);
      g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, id);
      const char *sentence;

      pd_record_set_text (invoice, PD_INVOICE_STATE, rows[i].state);
      pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, rows[i].next);
      sentence = pd_invoice_next_sentence (invoice);
      g_assert_cmpint (sentence != NULL, ==, rows[i].part != NULL);
      if (sentence != NULL)
        g_assert_nonnull (strstr (sentence, rows[i].part));
    }
}

static void
test_declaration (void)
{
  static const struct
  {
    const char *number;
    const char *date;
    const char *words; /* NULL: refused, with the code */
    int code;
  } rows[] = {
    { "26332000000000000001", NULL, "26332000000000000001", 0 },
    { " 2633 2000 0000 0000 0001 ", "", "26332000000000000001", 0 },
    { "26332000000000000001", "2026/11/2", "26332000000000000001 2026-11-02", 0 },
    { "2633200000000000000", NULL, NULL, PD_INVOICE_NEXT_ERROR_NUMBER },
    { "2633200000000000000x", NULL, NULL, PD_INVOICE_NEXT_ERROR_NUMBER },
    { "", NULL, NULL, PD_INVOICE_NEXT_ERROR_NUMBER },
    { "26332000000000000001", "yesterday", NULL, PD_INVOICE_NEXT_ERROR_DATE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *words = pd_invoice_check_declaration (rows[i].number, rows[i].date, &error);

      g_assert_cmpstr (words, ==, rows[i].words);
      if (rows[i].words == NULL)
        g_assert_error (error, PD_INVOICE_NEXT_ERROR, rows[i].code);
    }
}

/* Where a provider may send an invoice to, as people write it. */
static void
test_recipient (void)
{
  static const struct
  {
    const char *text;
    const char *words; /* NULL: refused */
    gboolean is_phone;
  } rows[] = {
    { " caiwu@example.cn ", "caiwu@example.cn", FALSE },
    { "138 0013-8000", "13800138000", TRUE },
    { "13800138000@example.cn", "13800138000@example.cn", FALSE },
    { "23800138000", NULL, FALSE },
    { "1380013800", NULL, FALSE },
    { "010-62111234", NULL, FALSE },
    { "caiwu@example.cn, b@example.cn", NULL, FALSE },
    { "caiwu@example.cn\r\nBcc: b@example.cn", NULL, FALSE },
    { "caiwu", NULL, FALSE },
    { "", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *words = pd_invoice_check_recipient (rows[i].text, &error);

      g_assert_cmpstr (words, ==, rows[i].words);
      if (words == NULL)
        g_assert_error (error, PD_INVOICE_NEXT_ERROR, PD_INVOICE_NEXT_ERROR_RECIPIENT);
      else
        g_assert_cmpint (pd_invoice_recipient_is_phone (words), ==, rows[i].is_phone);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-next/sentences", test_sentences);
  g_test_add_func ("/invoice-next/declaration", test_declaration);
  g_test_add_func ("/invoice-next/recipient", test_recipient);
  return g_test_run ();
}
