/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "desktop/pd-invoice-preview-private.h"
#include "desktop/pd-invoice-print.h"
#include "desktop/pd-preview-compare.h"
#include "desktop-fixture.h"
#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages.h"

/* The preview in a real window, with the pages of a real invoice. */

typedef struct
{
  GtkWidget *window;
  PdInvoicePreview *preview;
  PdPreviewView *view;
  GBytes *pdf;
  double scale; /* at which pages were drawn before a test asked for another */
} Fixture;

static GBytes *
make_pdf (guint n_lines)
{
  g_autoptr (PdRecord) invoice = invoice_fixture_new (n_lines, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  g_autoptr (GError) error = NULL;
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  g_assert_no_error (error);
  return pdf;
}

typedef gboolean (*Condition) (Fixture *fixture);

static void
wait_until (Fixture *fixture, Condition condition)
{
  DESKTOP_FIXTURE_WAIT_UNTIL (condition (fixture), 20);
}

static void
wait_a_moment (guint milliseconds)
{
  gboolean late = FALSE;

  g_timeout_add (milliseconds, desktop_fixture_late_cb, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
first_page_is_sharp (Fixture *fixture)
{
  PdPreviewPage *page =
      pd_preview_view_get_page_widget (fixture->view, pd_preview_view_get_page (fixture->view));
  double scale;

  return page != NULL && pd_preview_page_get_texture (page, &scale) != NULL &&
         fabs (scale - pd_preview_view_get_factor (fixture->view) * 96 / 72 *
                           gtk_widget_get_scale_factor (fixture->window)) < 1e-6;
}

static gboolean
has_error (Fixture *fixture)
{
  return pd_invoice_preview_get_error (fixture->preview) != NULL;
}

static gboolean
has_selection (Fixture *fixture)
{
  return pd_preview_view_get_selected_text (fixture->view) != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->preview = PD_INVOICE_PREVIEW (pd_invoice_preview_new ());
  fixture->view = pd_invoice_preview_get_view (fixture->preview);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->preview));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  fixture->pdf = make_pdf (GPOINTER_TO_UINT (data));
  gtk_window_present (GTK_WINDOW (fixture->window));
  pd_invoice_preview_set_pdf (fixture->preview, fixture->pdf, "Invoice");
  /* the first size may be asked for before the window has its own */
  wait_until (fixture, first_page_is_sharp);
  wait_a_moment (150);
  wait_until (fixture, first_page_is_sharp);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  PdInvoicePreview *preview = fixture->preview;

  g_object_add_weak_pointer (G_OBJECT (preview), (gpointer *) &preview);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_bytes_unref (fixture->pdf);
  wait_a_moment (100);
  g_assert_null (preview);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->preview), action, NULL));
}

static void
expect_page (Fixture *fixture, guint page)
{
  wait_a_moment (50);
  wait_until (fixture, first_page_is_sharp);
  g_assert_cmpuint (pd_preview_view_get_page (fixture->view), ==, page);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  guint n_pages = pd_invoice_preview_get_n_pages (fixture->preview);

  g_assert_cmpuint (n_pages, ==, 4);
  g_assert_cmpuint (pd_preview_view_get_page (fixture->view), ==, 0);
  activate (fixture, "preview.next-page");
  expect_page (fixture, 1);
  /* faster than the screen follows */
  activate (fixture, "preview.next-page");
  activate (fixture, "preview.next-page");
  expect_page (fixture, 3);
  activate (fixture, "preview.previous-page");
  expect_page (fixture, 2);
  activate (fixture, "preview.first-page");
  expect_page (fixture, 0);
  activate (fixture, "preview.last-page");
  expect_page (fixture, 3);
}

static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (pd_preview_view_get_page_widget (fixture->view, 0));
  PdPreviewZoom zoom;

  /* fit width: the paper and its margins take the whole width */
  g_assert_cmpint (abs (gtk_widget_get_width (page) + 36 - gtk_widget_get_width (GTK_WIDGET (fixture->view))),
                   <=, 1);
  activate (fixture, "preview.zoom-normal");
  wait_until (fixture, first_page_is_sharp);
  g_assert_cmpfloat (pd_preview_view_get_factor (fixture->view), ==, 1);
  g_object_get (fixture->preview, "zoom", &zoom, NULL);
  g_assert_cmpint (zoom, ==, PD_PREVIEW_ACTUAL_SIZE);
  wait_a_moment (50);
  /* 210 mm at 96 dots an inch */
  g_assert_cmpint (gtk_widget_get_width (page), ==, 794);
  activate (fixture, "preview.zoom-in");
  g_assert_cmpfloat_with_epsilon (pd_preview_view_get_factor (fixture->view), 1.1, 1e-9);
  g_object_get (fixture->preview, "zoom", &zoom, NULL);
  g_assert_cmpint (zoom, ==, PD_PREVIEW_CUSTOM);
  activate (fixture, "preview.zoom-out");
  activate (fixture, "preview.zoom-out");
  g_assert_cmpfloat_with_epsilon (pd_preview_view_get_factor (fixture->view), 0.9, 1e-9);
  wait_until (fixture, first_page_is_sharp);
  g_object_set (fixture->preview, "zoom", PD_PREVIEW_FIT_PAGE, NULL);
  wait_until (fixture, first_page_is_sharp);
  wait_a_moment (50);
  g_assert_cmpint (gtk_widget_get_height (page), <=, gtk_widget_get_height (GTK_WIDGET (fixture->view)));
}

/* What of the first page is really seen in the middle of the view, in points. */
static void
look_at_middle (Fixture *fixture, double *x, double *y)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  PdPreviewPage *page = pd_preview_view_get_page_widget (fixture->view, 0);

  g_assert_true (gtk_widget_translate_coordinates (view, GTK_WIDGET (page), gtk_widget_get_width (view) / 2.0,
                                                   gtk_widget_get_height (view) / 2.0, x, y));
  pd_preview_page_to_paper (page, *x, *y, x, y);
}

/* The middle stays where it is however often one zooms, and that is so on the screen, not in the scroll bars only. */
static void
test_middle (Fixture *fixture, gconstpointer data)
{
  double x, y, seen_x, seen_y;

  activate (fixture, "preview.zoom-normal");
  wait_until (fixture, first_page_is_sharp);
  wait_a_moment (50);
  for (guint i = 0; i < 3; i++)
    activate (fixture, "preview.zoom-in");
  wait_until (fixture, first_page_is_sharp);
  wait_a_moment (50);
  look_at_middle (fixture, &x, &y);
  for (guint i = 0; i < 6; i++)
    {
      activate (fixture, "preview.zoom-in");
      wait_until (fixture, first_page_is_sharp);
      wait_a_moment (50);
      look_at_middle (fixture, &seen_x, &seen_y);
      g_assert_cmpfloat_with_epsilon (seen_x, x, 1.5);
      g_assert_cmpfloat_with_epsilon (seen_y, y, 1.5);
    }
}

/* The page in view and those beside it are drawn at the last scale; none was at one between, and none went away. */
static gboolean
only_the_last_is_drawn (Fixture *fixture)
{
  gboolean sharp = TRUE;

  for (guint i = 1; i < 4; i++)
    {
      double scale;

      if (pd_preview_page_get_texture (pd_preview_view_get_page_widget (fixture->view, i), &scale) == NULL)
        g_assert_cmpuint (i, !=, 2);
      else if (fabs (scale - 2) > 1e-9)
        g_assert_cmpfloat_with_epsilon (scale, fixture->scale, 1e-9);
      else
        continue;
      sharp = FALSE;
    }
  return sharp;
}

/* Of many scales in a row only the last is kept, and the page of before stays in view. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  pd_preview_view_set_page (fixture->view, 2);
  wait_until (fixture, first_page_is_sharp);
  fixture->scale = pd_preview_view_get_factor (fixture->view) * 96 / 72;
  for (int i = 0; i < 60; i++)
    pd_preview_view_set_factor (fixture->view, 0.5 + i * 0.05);
  pd_preview_view_set_factor (fixture->view, 1.5);
  wait_until (fixture, only_the_last_is_drawn);
  g_assert_cmpuint (pd_preview_view_get_page (fixture->view), ==, 2);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  const char *text;

  activate (fixture, "preview.select-all");
  wait_until (fixture, has_selection);
  text = pd_preview_view_get_selected_text (fixture->view);
  g_assert_nonnull (strstr (text, "26317000000000012345"));
  g_assert_nonnull (strstr (text, "龙泉青瓷贸易"));
  activate (fixture, "preview.copy");
  g_assert_true (gdk_clipboard_is_local (gtk_widget_get_clipboard (fixture->window)));
}

typedef struct
{
  gboolean done;
  PdPreviewDocument *document;
  PdPreviewSelected *selected;
  GError *error;
} Answer;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->document = pd_preview_document_open_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
selected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->selected = pd_preview_document_select_finish (PD_PREVIEW_DOCUMENT (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for_answer (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
  answer->done = FALSE;
}

/* A word under the mouse, and the part of a page between two points. */
static void
test_select_area (void)
{
  g_autoptr (GBytes) pdf = make_pdf (3);
  g_autoptr (GArray) selections = g_array_new (FALSE, TRUE, sizeof (PdPaperSelection));
  PdPaperSelection top = {
    .page = 0, .style = PD_PAPER_SELECT_GLYPHS, .x2 = PD_INVOICE_PAGE_WIDTH, .y2 = 60
  };
  Answer answer = { 0 };

  pd_preview_document_open_async (pdf, "Invoice", NULL, opened_cb, &answer);
  wait_for_answer (&answer);
  g_assert_no_error (answer.error);
  g_array_append_val (selections, top);
  pd_preview_document_select_async (answer.document, selections, NULL, selected_cb, &answer);
  wait_for_answer (&answer);
  g_assert_no_error (answer.error);
  g_assert_nonnull (strstr (answer.selected->text, "26317000000000012345"));
  g_assert_null (strstr (answer.selected->text, "田梦"));
  g_assert_cmpint (cairo_region_num_rectangles (g_ptr_array_index (answer.selected->regions, 0)), >, 0);
  pd_preview_selected_free (answer.selected);
  g_object_unref (answer.document);
}

static gboolean
tells_signature (Fixture *fixture)
{
  return gtk_widget_get_visible (fixture->preview->signature);
}

/* Only a file from outside is asked for its signatures, and what one file says is not said of the next. */
static void
test_signature (Fixture *fixture, gconstpointer data)
{
  static const char more[] = "\n/ByteRange [0 1 2 3]\n";
  GByteArray *spoilt = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  GtkLabel *label = GTK_LABEL (fixture->preview->signature);
  gsize size;
  const guint8 *pdf = g_bytes_get_data (fixture->pdf, &size);

  g_assert_false (tells_signature (fixture));
  pd_invoice_preview_check_signatures (fixture->preview);
  wait_until (fixture, tells_signature);
  g_assert_cmpstr (gtk_label_get_text (label), ==,
                   "The file is not signed, so that nothing shows whether it was changed.");
  g_byte_array_append (spoilt, pdf, (guint) size);
  g_byte_array_append (spoilt, (const guint8 *) more, sizeof more - 1);
  bytes = g_byte_array_free_to_bytes (spoilt);
  pd_invoice_preview_set_pdf (fixture->preview, bytes, "Spoilt");
  g_assert_false (tells_signature (fixture));
  pd_invoice_preview_check_signatures (fixture->preview);
  wait_until (fixture, tells_signature);
  g_assert_cmpstr (gtk_label_get_text (label), ==,
                   "The file has a signature that cannot be checked. Do not rely on it; ask for it again.");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (label), "error"));
  wait_until (fixture, first_page_is_sharp);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (fixture->pdf, &size);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) words = g_bytes_new_static ("this is no invoice file", 23);
  g_autoptr (GBytes) cut = g_bytes_new (bytes, 300);
  GBytes *files[] = { nothing, words, cut };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      pd_invoice_preview_set_pdf (fixture->preview, files[i], "Invoice");
      g_assert_false (has_error (fixture));
      wait_until (fixture, has_error);
      g_assert_nonnull (
          strstr (pd_invoice_preview_get_error (fixture->preview), i == 2 ? "damaged" : "no PDF"));
      g_assert_cmpuint (pd_invoice_preview_get_n_pages (fixture->preview), ==, 0);
    }
  /* and back, twice in a row: only the last counts */
  pd_invoice_preview_set_pdf (fixture->preview, words, "Invoice");
  pd_invoice_preview_set_pdf (fixture->preview, fixture->pdf, "Invoice");
  wait_until (fixture, first_page_is_sharp);
  g_assert_false (has_error (fixture));
}

/* --- print */

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  pd_print_pdf_finish (result, NULL, NULL, &answer->error);
  answer->done = TRUE;
}

static cairo_surface_t *
render (PdPaper *paper, guint page)
{
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  pd_paper_get_page_size (paper, page, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width * 2, (int) height * 2);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 2, 2);
  g_assert_true (pd_paper_draw (paper, page, cr, PD_PAPER_PRINTER, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* The mean difference of two pages, 0–255; moved by one point they differ by more than 3. */
static double
difference (PdPaper *a, PdPaper *b, guint page)
{
  cairo_surface_t *left = render (a, page), *right = render (b, page);
  gsize n = (gsize) cairo_image_surface_get_stride (left) * (gsize) cairo_image_surface_get_height (left);
  const guint8 *first = cairo_image_surface_get_data (left), *second = cairo_image_surface_get_data (right);
  double sum = 0;

  g_assert_cmpint (cairo_image_surface_get_width (left), ==, cairo_image_surface_get_width (right));
  g_assert_cmpint (cairo_image_surface_get_height (left), ==, cairo_image_surface_get_height (right));
  for (gsize i = 0; i < n; i++)
    sum += abs (first[i] - second[i]);
  cairo_surface_destroy (left);
  cairo_surface_destroy (right);
  return sum / (double) n;
}

static void
compare_pages (PdPaper *printed, PdPaper *shown)
{
  guint n_pages = pd_paper_get_n_pages (shown);

  g_assert_cmpuint (pd_paper_get_n_pages (printed), ==, n_pages);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *text_a = pd_paper_get_text (printed, i);
      g_autofree char *text_b = pd_paper_get_text (shown, i);
      double width_a, height_a, width_b, height_b;

      pd_paper_get_page_size (printed, i, &width_a, &height_a);
      pd_paper_get_page_size (shown, i, &width_b, &height_b);
      g_assert_cmpfloat_with_epsilon (width_a, width_b, 0.5);
      g_assert_cmpfloat_with_epsilon (height_a, height_b, 0.5);
      g_assert_cmpstr (text_a, ==, text_b);
      g_assert_cmpfloat (difference (printed, shown, i), <, 0.5);
    }
}

static void
test_print (void)
{
  g_autoptr (GBytes) pdf = make_pdf (30);
  char *folder = desktop_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  g_autoptr (PdPaper) printed = NULL;
  g_autoptr (PdPaper) shown = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *content;
  gsize length;
  Answer answer = { 0 };

  pd_print_pdf_to_file_async (NULL, pdf, "Invoice", path, NULL, printed_cb, &answer);
  wait_for_answer (&answer);
  g_assert_no_error (answer.error);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  bytes = g_bytes_new_take (content, length);
  printed = pd_paper_open (bytes, "printed", NULL, NULL);
  shown = pd_paper_open (pdf, "shown", NULL, NULL);
  g_assert_nonnull (printed);
  compare_pages (printed, shown);
  desktop_fixture_remove_folder (folder);
}

static void
test_print_fails (void)
{
  g_autoptr (GBytes) pdf = make_pdf (3);
  g_autoptr (GBytes) words = g_bytes_new_static ("no PDF", 6);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "piaodan-never.pdf", NULL);
  Answer answer = { 0 };

  pd_print_pdf_to_file_async (NULL, words, NULL, path, NULL, printed_cb, &answer);
  wait_for_answer (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&answer.error);

  g_cancellable_cancel (cancellable);
  pd_print_pdf_to_file_async (NULL, pdf, NULL, path, cancellable, printed_cb, &answer);
  wait_for_answer (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answer.error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static gboolean
has_found (Fixture *fixture)
{
  guint n;

  pd_preview_view_get_found (fixture->view, &n);
  return n > 0;
}

/* Places in the order of the pages, around the ends; other words, other places; closed, none. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  PdPreviewSearch *search = pd_invoice_preview_get_search (fixture->preview);
  guint n, again;

  pd_preview_search_set_text (search, "发票");
  wait_until (fixture, has_found);
  g_assert_cmpuint (pd_preview_view_get_found (fixture->view, &n), ==, 1);
  g_assert_cmpuint (n, >=, pd_invoice_preview_get_n_pages (fixture->preview));
  pd_preview_search_step (search, -1);
  g_assert_cmpuint (pd_preview_view_get_found (fixture->view, &again), ==, n);
  wait_a_moment (100);
  g_assert_cmpuint (pd_preview_view_get_page (fixture->view), ==,
                    pd_invoice_preview_get_n_pages (fixture->preview) - 1);
  pd_preview_search_step (search, 1);
  g_assert_cmpuint (pd_preview_view_get_found (fixture->view, &again), ==, 1);
  g_assert_true (pd_preview_search_close (search));
  wait_a_moment (50);
  pd_preview_view_get_found (fixture->view, &n);
  g_assert_cmpuint (n, ==, 0);
}

/* Four quarters are none; a place of the page is found again however it is turned. */
static void
test_rotation (Fixture *fixture, gconstpointer data)
{
  PdPreviewPage *page = pd_preview_view_get_page_widget (fixture->view, 0);
  int width, height, turned_width, turned_height;

  pd_preview_view_set_factor (fixture->view, 0.5);
  pd_preview_page_get_pixel_size (page, &width, &height);
  for (guint quarters = 1; quarters <= 4; quarters++)
    {
      double x, y, paper_x, paper_y;

      activate (fixture, "preview.rotate");
      g_assert_cmpuint (pd_preview_view_get_rotation (fixture->view), ==, quarters % 4);
      pd_preview_page_get_pixel_size (page, &turned_width, &turned_height);
      g_assert_cmpint (turned_width, ==, quarters % 2 == 1 ? height : width);
      g_assert_cmpint (turned_height, ==, quarters % 2 == 1 ? width : height);
      pd_preview_page_from_paper (page, 30, 40, &x, &y);
      g_assert_true (x >= 0 && x <= turned_width && y >= 0 && y <= turned_height);
      pd_preview_page_to_paper (page, x, y, &paper_x, &paper_y);
      g_assert_true (fabs (paper_x - 30) < 0.01 && fabs (paper_y - 40) < 0.01);
    }
  /* to the right: what was at the left edge is at the upper one */
  activate (fixture, "preview.rotate");
  {
    double x, y;

    pd_preview_page_from_paper (page, 0, 0, &x, &y);
    g_assert_true (x > turned_height * 0.9 && y < 1);
  }
}

/* However large the pages are drawn, what is not seen does not fill the memory. */
static void
test_cache (Fixture *fixture, gconstpointer data)
{
  guint n_pages = pd_invoice_preview_get_n_pages (fixture->preview);
  gsize total = 0;

  pd_preview_view_set_factor (fixture->view, PD_PREVIEW_MAX_FACTOR);
  for (guint i = 0; i < n_pages; i++)
    {
      pd_preview_view_set_page (fixture->view, i);
      wait_a_moment (50);
      wait_until (fixture, first_page_is_sharp);
    }
  wait_a_moment (300);
  pd_preview_view_scroll_by (fixture->view, 0, 0.01);
  wait_a_moment (100);
  for (guint i = 0; i < n_pages; i++)
    {
      GdkTexture *texture =
          pd_preview_page_get_texture (pd_preview_view_get_page_widget (fixture->view, i), NULL);

      if (texture != NULL)
        total += (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
    }
  /* what is seen, what is drawn ahead at the time, and the cache: a picture has 128 MB at most */
  g_assert_cmpuint (total, <=, (gsize) 3 * 128 * 1024 * 1024);
}

/* From the bytes to a sharp page in the window; an invoice opens in a moment. */
static void
test_opening_time (Fixture *fixture, gconstpointer data)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();

      pd_invoice_preview_set_pdf (fixture->preview, fixture->pdf, "Invoice");
      wait_until (fixture, first_page_is_sharp);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  g_test_minimized_result ((double) best / 1000, "open to a sharp page: %.1f ms", (double) best / 1000);
  g_test_message ("open to a sharp page: %.1f ms", (double) best / 1000);
  /* The figure is 100 ms on a machine that does nothing else; here others build and test meanwhile. */
  g_assert_cmpint (best, <, 500 * G_TIME_SPAN_MILLISECOND);
}

static gboolean
is_compared (Fixture *fixture)
{
  PdPreviewCompare *window = g_object_get_data (G_OBJECT (fixture->window), "compare");

  return pd_invoice_preview_get_n_pages (pd_preview_compare_get_preview (window, 0)) > 0 &&
         pd_invoice_preview_get_n_pages (pd_preview_compare_get_preview (window, 1)) > 0;
}

/* Two of them stand side by side on a screen of 720 pixels, with everything that keys do not do. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (fixture->preview), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 350);
}

/* Zoomed and scrolled on one side, the other follows. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  PdPreviewCompare *window = pd_preview_compare_new (NULL);
  PdPreviewView *views[2];
  GtkAdjustment *left, *right;

  g_object_set_data (G_OBJECT (fixture->window), "compare", window);
  for (guint side = 0; side < 2; side++)
    {
      pd_preview_compare_set (window, side, fixture->pdf, "Invoice");
      views[side] = pd_invoice_preview_get_view (pd_preview_compare_get_preview (window, side));
    }
  gtk_window_present (GTK_WINDOW (window));
  wait_until (fixture, is_compared);
  pd_preview_view_set_factor (views[1], 1.5);
  wait_a_moment (300);
  g_assert_true (fabs (pd_preview_view_get_factor (views[0]) - 1.5) < 0.001);
  left = pd_preview_view_get_adjustment (views[0], GTK_ORIENTATION_VERTICAL);
  right = pd_preview_view_get_adjustment (views[1], GTK_ORIENTATION_VERTICAL);
  gtk_adjustment_set_value (left, 400);
  wait_a_moment (50);
  g_assert_true (fabs (gtk_adjustment_get_value (right) - 400) < 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/preview/pages", Fixture, GUINT_TO_POINTER (40), set_up, test_pages, tear_down);
  g_test_add ("/preview/middle", Fixture, GUINT_TO_POINTER (40), set_up, test_middle, tear_down);
  g_test_add ("/preview/zoom", Fixture, GUINT_TO_POINTER (40), set_up, test_zoom, tear_down);
  g_test_add ("/preview/cancel", Fixture, GUINT_TO_POINTER (40), set_up, test_cancel, tear_down);
  g_test_add ("/preview/selection", Fixture, GUINT_TO_POINTER (3), set_up, test_selection, tear_down);
  g_test_add ("/preview/search", Fixture, GUINT_TO_POINTER (40), set_up, test_search, tear_down);
  g_test_add ("/preview/rotation", Fixture, GUINT_TO_POINTER (3), set_up, test_rotation, tear_down);
  g_test_add ("/preview/cache", Fixture, GUINT_TO_POINTER (40), set_up, test_cache, tear_down);
  g_test_add ("/preview/opening-time", Fixture, GUINT_TO_POINTER (3), set_up, test_opening_time, tear_down);
  g_test_add ("/preview/compare", Fixture, GUINT_TO_POINTER (40), set_up, test_compare, tear_down);
  g_test_add ("/preview/narrow", Fixture, GUINT_TO_POINTER (3), set_up, test_narrow, tear_down);
  g_test_add ("/preview/signature", Fixture, GUINT_TO_POINTER (3), set_up, test_signature, tear_down);
  g_test_add ("/preview/damaged", Fixture, GUINT_TO_POINTER (3), set_up, test_damaged, tear_down);
  g_test_add_func ("/preview/select-area", test_select_area);
  g_test_add_func ("/print/same-pages", test_print);
  g_test_add_func ("/print/fails", test_print_fails);
  return g_test_run ();
}
