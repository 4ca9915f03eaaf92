/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-certificate-probe.h"
#include "desktop/pd-invoice-preview-window.h"
#include "desktop/pd-file-save.h"
#include "desktop/pd-preferences.h"
#include "desktop/pd-sign-in-dialog.h"
#include "desktop/pd-tell.h"
#include "desktop-fixture.h"
#include "document/invoice-fixture.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-transport.h"

/* The dialogs around the main window, each by itself. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdSyncService *service;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->service = pd_sync_service_new (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  pd_sync_service_stop (fixture->service);
  g_clear_object (&fixture->service);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Match match, const char *text)
{
  if (match (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_row (GtkWidget *widget, const char *text)
{
  return ADW_IS_PREFERENCES_ROW (widget) &&
         g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text);
}

static gboolean
is_shown_error (GtkWidget *widget, const char *text)
{
  return ADW_IS_ACTION_ROW (widget) && gtk_widget_get_visible (widget) &&
         g_strcmp0 (adw_action_row_get_icon_name (ADW_ACTION_ROW (widget)), "dialog-error-symbolic") == 0;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static void
destroy (gpointer window)
{
  gpointer left = window;

  g_object_add_weak_pointer (G_OBJECT (window), &left);
  gtk_window_destroy (GTK_WINDOW (window));
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* --- signing in */

static void
test_sign_in_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int failure;
    const char *field; /* the error stands in the row below it */
  } rows[] = {
    { PD_SYNC_FAILURE_SIGN_IN, "Password" },
    { PD_SYNC_FAILURE_FORBIDDEN, "Password" },
    { PD_SYNC_FAILURE_NETWORK, "Address of the platform" },
    { PD_SYNC_FAILURE_BAD_ANSWER, "Address of the platform" },
    { PD_SYNC_FAILURE_REFUSED, "Address of the platform" },
    { PD_SYNC_FAILURE_OTHER_AUTHOR, "User" },
    { PD_SYNC_FAILURE_CERTIFICATE, "Trusted certificates" },
  };
  PdSignInDialog *dialog = pd_sign_in_dialog_new (NULL, fixture->service);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_null (find (GTK_WIDGET (dialog), is_shown_error, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (PD_SYNC_ERROR, rows[i].failure, "What happened.");
      GtkWidget *shown;

      pd_sign_in_dialog_show_error (dialog, error);
      shown = find (GTK_WIDGET (dialog), is_shown_error, NULL);
      g_assert_nonnull (shown);
      g_assert_true (gtk_widget_get_prev_sibling (shown) ==
                     find (GTK_WIDGET (dialog), is_row, rows[i].field));
      g_assert_true (gtk_widget_has_css_class (gtk_widget_get_prev_sibling (shown), "error"));
    }
  destroy (dialog);
}

/* Nobody listens there: the sentence stands at the address, and the password is gone from the form. */
static void
test_sign_in_unreachable (Fixture *fixture, gconstpointer data)
{
  PdSignInDialog *dialog = pd_sign_in_dialog_new (NULL, fixture->service);
  GtkWidget *password = find (GTK_WIDGET (dialog), is_row, "Password");
  GtkWidget *button = find (GTK_WIDGET (dialog), is_button, "Sign In");

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (dialog), is_row, "Address of the platform")),
                         "https://127.0.0.1:1");
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (dialog), is_row, "User")), "wenyuan");
  gtk_editable_set_text (GTK_EDITABLE (password), "secret");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (password)), ==, "");
  while (find (GTK_WIDGET (dialog), is_shown_error, NULL) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (password)), ==, "");
  g_assert_false (gtk_widget_get_sensitive (button));
  destroy (dialog);
}

/* A mistyped address costs nobody the password, and what is corrected is no longer red; the beginning is filled in. */
static void
test_sign_in_mistyped (Fixture *fixture, gconstpointer data)
{
  PdSignInDialog *dialog = pd_sign_in_dialog_new (NULL, fixture->service);
  GtkWidget *server = find (GTK_WIDGET (dialog), is_row, "Address of the platform");
  GtkWidget *password = find (GTK_WIDGET (dialog), is_row, "Password");
  GtkWidget *button = find (GTK_WIDGET (dialog), is_button, "Sign In");

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (server), "127.0.0.1:99999");
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (dialog), is_row, "User")), "wenyuan");
  gtk_editable_set_text (GTK_EDITABLE (password), "secret");
  g_signal_emit_by_name (button, "clicked");
  g_assert_nonnull (find (GTK_WIDGET (dialog), is_shown_error, NULL));
  g_assert_true (gtk_widget_has_css_class (server, "error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (password)), ==, "secret");
  gtk_editable_set_text (GTK_EDITABLE (server), "127.0.0.1:1");
  g_assert_null (find (GTK_WIDGET (dialog), is_shown_error, NULL));
  g_assert_false (gtk_widget_has_css_class (server, "error"));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (server)), ==, "https://127.0.0.1:1");
  while (find (GTK_WIDGET (dialog), is_shown_error, NULL) == NULL)
    g_main_context_iteration (NULL, TRUE);
  destroy (dialog);
}

static void
test_preferences (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  PdPreferences *preferences = pd_preferences_new (NULL, fixture->store, fixture->service);
  GtkWidget *folder;

  gtk_window_present (GTK_WINDOW (preferences));
  folder = find (GTK_WIDGET (preferences), is_row, "Folder");
  g_assert_nonnull (folder);
  while (strchr (adw_action_row_get_subtitle (ADW_ACTION_ROW (folder)), '(') == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (folder)), fixture->folder));
  g_assert_nonnull (find (GTK_WIDGET (preferences), is_button, "Sign In…"));
  destroy (preferences);
}

/* --- files */

static void
test_file_names (void)
{
  static const struct
  {
    const char *name;
    const char *expected;
  } rows[] = {
    { "发票-26317000000000012345-上海华创", "发票-26317000000000012345-上海华创.pdf" },
    { "a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j.pdf" },
    { "../../etc/passwd", "_.._etc_passwd.pdf" },
    { "  .hidden", "hidden.pdf" },
    { "line\nbreak\xe2\x80\xae", "linebreak.pdf" },
    { "", "Piaodan.pdf" },
    { "ends. ", "ends.pdf" },
  };
  g_autofree char *long_name = g_strnfill (1000, 'x');
  g_autofree char *cut = pd_save_file_name (long_name, ".pdf");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = pd_save_file_name (rows[i].name, ".pdf");

      g_assert_cmpstr (name, ==, rows[i].expected);
    }
  g_assert_cmpuint (strlen (cut), <=, 200);
}

static void
test_invoice_window (void)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (3, TRUE);
  PdInvoicePreviewWindow *window = pd_invoice_preview_window_new (NULL);
  PdInvoicePreview *preview = pd_invoice_preview_window_get_preview (window);

  gtk_window_present (GTK_WINDOW (window));
  pd_invoice_preview_window_set_invoice (window, invoice);
  while (pd_invoice_preview_get_n_pages (preview) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Invoice 26317000000000012345");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (preview), "preview.zoom-in", NULL));
  destroy (window);
}

/* Settings go to the platform or nowhere: nobody is told that they wait here to be sent. */
static void
test_settings_failure (void)
{
  static const struct
  {
    PdSyncFailure failure;
    gboolean own; /* whether there is a sentence for settings */
  } cases[] = {
    { PD_SYNC_FAILURE_NETWORK, TRUE },    { PD_SYNC_FAILURE_BUSY, TRUE },
    { PD_SYNC_FAILURE_BAD_ANSWER, TRUE }, { PD_SYNC_FAILURE_FAULT, TRUE },
    { PD_SYNC_FAILURE_FORBIDDEN, FALSE }, { PD_SYNC_FAILURE_CLOCK, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = pd_sync_failure_error (cases[i].failure, "the details");
      g_autofree char *text = pd_tell_settings_failure (error);

      g_assert_nonnull (strstr (text, "the details"));
      if (cases[i].own)
        g_assert_null (strstr (text, "safe on this computer"));
      else
        g_assert_cmpstr (text, ==, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/sign-in/errors", Fixture, NULL, set_up, test_sign_in_errors, tear_down);
  g_test_add ("/sign-in/unreachable", Fixture, NULL, set_up, test_sign_in_unreachable, tear_down);
  g_test_add ("/sign-in/mistyped", Fixture, NULL, set_up, test_sign_in_mistyped, tear_down);
  g_test_add ("/preferences/all", Fixture, NULL, set_up, test_preferences, tear_down);
  g_test_add_func ("/settings/failure", test_settings_failure);
  g_test_add_func ("/files/names", test_file_names);
  g_test_add_func ("/invoice-window/title", test_invoice_window);
  return g_test_run ();
}
