/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/pd-invoice-preview-private.h"
#include "print-fixture.h"
#include "reading/pd-trusted-signers.h"
#include "signed-pdf.h"

#define OWNER "国家税务总局练习局"
#define OTHER "别人的公司"

/* Whom to trust is said above a file that is looked at. */

typedef struct
{
  char *folder; /* of the certificates that are trusted */
  GtkWidget *window;
  PdInvoicePreview *preview;
  PdSignerButton *button; /* (nullable) */
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static void
wait_until (Fixture *fixture, Condition condition)
{
  DESKTOP_FIXTURE_WAIT_UNTIL (condition (fixture), 20);
}

static void
show_signed_by (Fixture *fixture, const char *owner)
{
  const SignedPdf how = { .owner = owner };
  gsize start, end;
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (signed_pdf_new (&how, &start, &end));

  pd_invoice_preview_set_pdf (fixture->preview, bytes, "Signed");
  pd_invoice_preview_check_signatures (fixture->preview);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = desktop_fixture_make_folder ();
  g_setenv (PD_TRUSTED_SIGNERS_VARIABLE, fixture->folder, TRUE);
  fixture->window = gtk_window_new ();
  fixture->preview = PD_INVOICE_PREVIEW (pd_invoice_preview_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->preview));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  show_signed_by (fixture, OWNER);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  desktop_fixture_remove_folder (fixture->folder);
}

static gboolean
offers (Fixture *fixture, const char *label)
{
  GtkWidget *button = GTK_WIDGET (fixture->preview->signer);

  return gtk_widget_get_visible (button) && gtk_widget_get_sensitive (button) &&
         g_str_equal (gtk_button_get_label (GTK_BUTTON (button)), label);
}

static gboolean
offers_trust (Fixture *fixture)
{
  return offers (fixture, "Trust This Signer…");
}

static gboolean
offers_distrust (Fixture *fixture)
{
  return offers (fixture, "Trust No Longer");
}

static gboolean
asks (Fixture *fixture)
{
  return print_fixture_find_dialog () != NULL;
}

static void
answer (Fixture *fixture, const char *response)
{
  wait_until (fixture, asks);
  print_fixture_respond (print_fixture_find_dialog (), response);
}

static void
click (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->preview->signer, "clicked");
}

static guint
count_trusted (void)
{
  g_autoptr (GPtrArray) signers = pd_trusted_signers_load ();

  return signers->len;
}

static void
test_trust (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label = fixture->preview->signature;

  wait_until (fixture, offers_trust);
  g_assert_true (gtk_widget_has_css_class (label, "warning"));
  click (fixture);
  answer (fixture, "close");
  g_assert_true (offers_trust (fixture));
  g_assert_cmpuint (count_trusted (), ==, 0);
  click (fixture);
  answer (fixture, "trust");
  wait_until (fixture, offers_distrust);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==,
                   "Signed by " OWNER ". The signature is valid: the file was not changed.");
  g_assert_true (gtk_widget_has_css_class (label, "success"));
  click (fixture);
  wait_until (fixture, offers_trust);
  g_assert_cmpuint (count_trusted (), ==, 0);
}

/* The fingerprint is what a person compares. */
static void
test_question (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) body = NULL;
  g_autoptr (GPtrArray) signers = NULL;
  const PdTrustedSigner *signer;

  wait_until (fixture, offers_trust);
  click (fixture);
  wait_until (fixture, asks);
  g_assert_cmpstr (adw_message_dialog_get_heading (print_fixture_find_dialog ()), ==, "Trust “" OWNER "”?");
  body = g_string_new (adw_message_dialog_get_body (print_fixture_find_dialog ()));
  g_string_replace (body, ":", "", 0);
  g_string_ascii_down (body);
  answer (fixture, "trust");
  wait_until (fixture, offers_distrust);
  signers = pd_trusted_signers_load ();
  g_assert_cmpuint (signers->len, ==, 1);
  signer = signers->pdata[0];
  g_assert_true (g_str_has_suffix (body->str, signer->fingerprint));
}

static gboolean
shows_another (Fixture *fixture)
{
  return strstr (gtk_label_get_text (GTK_LABEL (fixture->preview->signature)), OTHER) != NULL;
}

static gboolean
trusts_one (Fixture *fixture)
{
  return count_trusted () == 1;
}

/* Another file comes while the question waits: who was asked about is trusted, and nobody else. */
static void
test_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) signers = NULL;

  wait_until (fixture, offers_trust);
  click (fixture);
  wait_until (fixture, asks);
  show_signed_by (fixture, OTHER);
  wait_until (fixture, shows_another);
  answer (fixture, "trust");
  wait_until (fixture, trusts_one);
  wait_until (fixture, offers_trust);
  signers = pd_trusted_signers_load ();
  g_assert_cmpstr (((PdTrustedSigner *) signers->pdata[0])->owner, ==, OWNER);
}

static gboolean
is_gone (Fixture *fixture)
{
  return fixture->button == NULL;
}

/* Nothing is looked at any more when the certificate is kept. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  wait_until (fixture, offers_trust);
  fixture->button = fixture->preview->signer;
  g_object_add_weak_pointer (G_OBJECT (fixture->button), (gpointer *) &fixture->button);
  click (fixture);
  answer (fixture, "trust");
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  wait_until (fixture, is_gone);
  g_assert_cmpuint (count_trusted (), ==, 1);
}

static gboolean
is_told (Fixture *fixture)
{
  return asks (fixture) &&
         g_str_equal (adw_message_dialog_get_heading (print_fixture_find_dialog ()), "Nothing Was Changed");
}

/* A folder that cannot be made: the person is told, and nobody is trusted. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *inside = g_build_filename (file, "inside", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_setenv (PD_TRUSTED_SIGNERS_VARIABLE, inside, TRUE);
  wait_until (fixture, offers_trust);
  click (fixture);
  answer (fixture, "trust");
  wait_until (fixture, is_told);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (print_fixture_find_dialog ()), inside));
  answer (fixture, "close");
  wait_until (fixture, offers_trust);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add ("/signer/trust", Fixture, NULL, set_up, test_trust, tear_down);
  g_test_add ("/signer/question", Fixture, NULL, set_up, test_question, tear_down);
  g_test_add ("/signer/meanwhile", Fixture, NULL, set_up, test_meanwhile, tear_down);
  g_test_add ("/signer/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/signer/failure", Fixture, NULL, set_up, test_failure, tear_down);
  return g_test_run ();
}
