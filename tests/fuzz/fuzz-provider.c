/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/pd-jumdata.h"
#include "gateway/pd-nuonuo-private.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"

/* An input is a letter for the call, and what the provider answers to every request of it. Whatever it says: a key is
 * issued only with a number, and nothing that was sent is "not sent" but by a code that says so. */

const FuzzTarget fuzz_target = { .name = "provider",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = G_TIME_SPAN_SECOND };

#define SELLER "91320115MA202UKD7X"
#define START G_GINT64_CONSTANT (1798776000000000)

static struct
{
  char *folder;
  char *book;
  PdNuonuo *nuonuo;
  PdGateway *gateway;
  PdJumdata *jumdata;
  PdRecord *invoice;
  PdRecord *form;
  gint64 now;
  GBytes *reply;
} fuzz;

static gint64
now_cb (gpointer data)
{
  return fuzz.now;
}

static void
send_cb (gpointer data,
         const PdGatewayHttpRequest *request,
         PdGatewayHttpReply *reply,
         GCancellable *cancellable)
{
  reply->outcome = PD_GATEWAY_HTTP_REPLIED;
  reply->status = 200;
  reply->body = g_bytes_ref (fuzz.reply);
}

static void
clean_up (void)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  pd_gateway_unref (fuzz.gateway);
  pd_jumdata_unref (fuzz.jumdata);
  pd_record_unref (fuzz.invoice);
  pd_record_unref (fuzz.form);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (fuzz.book, endings[i], NULL);

      g_remove (path);
    }
  g_rmdir (fuzz.folder);
  g_free (fuzz.book);
  g_free (fuzz.folder);
}

static void
make_records (void)
{
  PdRecord *line = pd_record_new (&pd_invoice_line_type, "01930000-0000-7000-8000-000000000002");

  fuzz.invoice = pd_record_new (&pd_invoice_type, "01930000-0000-7000-8000-000000000001");
  pd_record_set_text (fuzz.invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_text (fuzz.invoice, PD_INVOICE_SELLER_TAX_NUMBER, SELLER);
  pd_record_set_text (fuzz.invoice, PD_INVOICE_BUYER_NAME, "买家");
  pd_record_set_text (fuzz.invoice, PD_INVOICE_DRAWER, "张三");
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, "服务");
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, 10000);
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_RATE, "0.06");
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, 600);
  pd_record_add_line (fuzz.invoice, 0, line);
  fuzz.form = pd_record_new (&pd_red_form_type, "01930000-0000-7000-8000-0000000000f1");
  pd_record_set_text (fuzz.form, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (fuzz.form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
  pd_record_set_text (fuzz.form, PD_RED_FORM_SELLER_TAX_NUMBER, SELLER);
  pd_record_set_text (fuzz.form, PD_RED_FORM_BLUE_NUMBER, "27322000000048000001");
  pd_record_set_text (fuzz.form, PD_RED_FORM_REASON_CODE, PD_RED_FORM_REASON_RETURN);
  pd_record_set_integer (fuzz.form, PD_RED_FORM_APPLIED_AT, G_MAXINT64 / 2);
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;

  fuzz.now = START;
  fuzz.folder = g_dir_make_tmp ("piaodan-fuzz-provider-XXXXXX", &error);
  g_assert_no_error (error);
  fuzz.book = g_build_filename (fuzz.folder, "provider.sqlite", NULL);

  const PdNuonuoOptions nuonuo = { .app_key = "K",
                                   .app_secret = "S",
                                   .tax_number = SELLER,
                                   .token = "T",
                                   .pace = -1,
                                   .book_path = fuzz.book,
                                   .transport = { send_cb, NULL },
                                   .now = now_cb };
  const PdJumdataOptions jumdata = {
    .app_id = "A", .app_secret = "S", .book_path = fuzz.book, .transport = { send_cb, NULL }, .now = now_cb
  };

  fuzz.gateway = pd_nuonuo_gateway_new (&nuonuo, &error);
  g_assert_no_error (error);
  fuzz.nuonuo = pd_gateway_get_self (fuzz.gateway, pd_gateway_get_functions (fuzz.gateway));
  fuzz.jumdata = pd_jumdata_new (&jumdata, &error);
  g_assert_no_error (error);
  make_records ();
  atexit (clean_up);
}

/* What holds of every answer that may issue. */
static void
check_sent (PdGatewayAnswer *answer)
{
  const PdNuonuoCode *code = pd_nuonuo_find_code (answer->code);

  if (answer->state == PD_GATEWAY_ISSUED)
    {
      g_assert_true (pd_nuonuo_is_number (answer->number));
      g_assert_nonnull (answer->issue_date);
      g_assert_cmpint (answer->issued_at, >, 0);
    }
  if (answer->state == PD_GATEWAY_NOT_SENT)
    g_assert_cmpint (code != NULL ? code->state : PD_GATEWAY_UNKNOWN, ==, PD_GATEWAY_NOT_SENT);
  pd_gateway_answer_free (answer);
}

static void
call_issue (char letter)
{
  const PdGatewayKey key = { .key = "PD0123456789ABCDEFGH", .sent_at = fuzz.now };
  const PdGatewayRequest request = { key.key, fuzz.invoice, 32 };
  PdGatewayAnswer *answer = NULL;

  switch (letter)
    {
    case 's':
      check_sent (pd_nuonuo_submit (fuzz.nuonuo, &request, NULL));
      return;
    case 'q':
      pd_nuonuo_query (fuzz.nuonuo, &key, 1, &answer, NULL);
      check_sent (answer);
      return;
    case 'f':
      answer = pd_nuonuo_fetch_files (fuzz.nuonuo, &key, NULL);
      g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
      pd_gateway_answer_free (answer);
      return;
    case 'v':
    default:
      pd_gateway_answer_free (pd_nuonuo_test (fuzz.nuonuo, NULL));
      return;
    }
}

static void
call_form (char letter)
{
  const PdGatewayForm form = { "pdform0123456789abcdefghijklmnop", fuzz.form, 32 };

  if (letter == 'a')
    check_sent (pd_nuonuo_apply_form (fuzz.nuonuo, &form, NULL));
  else if (letter == 'b')
    check_sent (pd_nuonuo_query_form (fuzz.nuonuo, &form, NULL));
  else
    check_sent (pd_nuonuo_act_on_form (fuzz.nuonuo, &form, PD_GATEWAY_FORM_CONFIRM, "好", NULL));
}

static void
call_list (char letter)
{
  PdGatewayAnswer *failure = NULL;
  GPtrArray *all = letter == 'l'
                       ? pd_nuonuo_list (fuzz.nuonuo, "2027-01-01", "2027-01-02", &failure, NULL)
                       : pd_nuonuo_list_forms (fuzz.nuonuo, "2027-01-01", "2027-01-02", &failure, NULL);

  g_assert_true ((all == NULL) == (failure != NULL));
  g_clear_pointer (&all, g_ptr_array_unref);
  g_clear_pointer (&failure, pd_gateway_answer_free);
}

static void
call_verify (void)
{
  const PdVerificationInput input = { .kind = pd_verification_kind_find ("82"),
                                      .number = "27322000000048000001",
                                      .date = "2026-12-30",
                                      .amount = 100,
                                      .has_amount = TRUE };
  g_autoptr (PdVerification) verification = pd_jumdata_verify (fuzz.jumdata, &input, NULL);

  g_assert_true ((verification->content != NULL) ==
                 (verification->verdict == PD_VERDICT_GENUINE || verification->verdict == PD_VERDICT_VOID ||
                  verification->verdict == PD_VERDICT_REVERSED));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) reply = NULL;

  if (size == 0)
    return 0;
  if (fuzz.gateway == NULL)
    set_up ();
  reply = g_bytes_new (data + 1, size - 1);
  fuzz.reply = reply;
  fuzz.now = START + (fuzz.now - START + 61 * G_TIME_SPAN_SECOND) % G_TIME_SPAN_DAY;
  switch (data[0])
    {
    case 'a':
    case 'b':
    case 'c':
      call_form ((char) data[0]);
      break;
    case 'l':
    case 'm':
      call_list ((char) data[0]);
      break;
    case 'i':
      pd_gateway_session_free (pd_nuonuo_session (fuzz.nuonuo, PD_GATEWAY_SESSION_ASK, NULL, NULL));
      break;
    case 'e':
      pd_gateway_session_free (pd_nuonuo_session (fuzz.nuonuo, PD_GATEWAY_SESSION_ENTER, "012345", NULL));
      break;
    case 'u':
      pd_gateway_quota_free (pd_nuonuo_quota (fuzz.nuonuo, FALSE, NULL));
      break;
    case 'j':
      call_verify ();
      break;
    default:
      call_issue ((char) data[0]);
      break;
    }
  return 0;
}
