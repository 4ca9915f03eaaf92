/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/pd-invoice-preview-window.h"
#include "document/invoice-fixture.h"
#include "document/pd-invoice-pages.h"
#include "paper/pd-paper.h"

/* From the wish to see a file to the frame in which its first page stands on the screen.
 * PIAODAN_BENCH_FILE: a file of any format in place of an own PDF. */

#define N_INVOICE_LINES 5

typedef struct
{
  GBytes *file;      /* (owned) */
  GtkWindow *window; /* (nullable) what is measured at the moment */
  gboolean drawn;    /* the first page is there */
  gboolean painted;  /* and was since then painted */
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

static void
close_window (gpointer data)
{
  Bench *bench = data;

  g_clear_pointer (&bench->window, gtk_window_destroy);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  bench->drawn = bench->painted = FALSE;
}

static void
painted_cb (GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;

  bench->painted = bench->drawn;
}

static void
drawn_cb (PdPreviewView *view, guint page, gpointer data)
{
  Bench *bench = data;

  bench->drawn |= page == 0;
}

static void
wait_painted (Bench *bench)
{
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
}

/* The clock that paints it is there as soon as it is presented. */
static void
present (Bench *bench)
{
  gtk_window_present (bench->window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (bench->window)), "after-paint",
                    G_CALLBACK (painted_cb), bench);
}

static PdInvoicePreview *
preview_of (Bench *bench)
{
  return pd_invoice_preview_window_get_preview (PD_INVOICE_PREVIEW_WINDOW (bench->window));
}

static void
open_window (gpointer data)
{
  Bench *bench = data;

  bench->window = GTK_WINDOW (pd_invoice_preview_window_new (NULL));
  g_signal_connect (pd_invoice_preview_get_view (preview_of (bench)), "drawn", G_CALLBACK (drawn_cb), bench);
  pd_invoice_preview_set_pdf (preview_of (bench), bench->file, "invoice.pdf");
  present (bench);
  wait_painted (bench);
}

static void
open_empty_window (gpointer data)
{
  Bench *bench = data;

  bench->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (bench->window, 960, 760);
  adw_window_set_content (ADW_WINDOW (bench->window), gtk_label_new ("电子发票"));
  bench->drawn = TRUE;
  present (bench);
  wait_painted (bench);
}

/* The window stands there, with another file in it. */
static void
prepare_next (gpointer data)
{
  Bench *bench = data;

  close_window (bench);
  open_window (bench);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  bench->drawn = bench->painted = FALSE;
}

static void
show_next (gpointer data)
{
  Bench *bench = data;

  pd_invoice_preview_set_pdf (preview_of (bench), bench->file, "invoice.pdf");
  wait_painted (bench);
}

/* As many dots as the window shows, with none. */
static void
draw_alone (gpointer data)
{
  Bench *bench = data;
  PdPreviewView *view = pd_invoice_preview_get_view (preview_of (bench));
  double scale = pd_preview_view_get_factor (view) * 96 / 72, width, height;
  GError *error = NULL;
  g_autoptr (PdPaper) paper = pd_paper_open (bench->file, "invoice.pdf", NULL, &error);
  cairo_surface_t *surface;
  cairo_t *cr;

  must (paper != NULL, error);
  pd_paper_get_page_size (paper, 0, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width * scale), (int) (height * scale));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  must (pd_paper_draw (paper, 0, cr, PD_PAPER_SCREEN, NULL, &error), error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static GBytes *
load_file (void)
{
  const char *path = g_getenv ("PIAODAN_BENCH_FILE");
  g_autoptr (PdRecord) invoice = invoice_fixture_new (N_INVOICE_LINES, TRUE);
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  GError *error = NULL;
  GBytes *bytes;
  char *content;
  gsize length;

  if (path != NULL)
    {
      must (g_file_get_contents (path, &content, &length, &error), error);
      return g_bytes_new_take (content, length);
    }
  bytes = pd_invoice_pages_to_pdf (pages, NULL, &error);
  must (bytes != NULL, error);
  return bytes;
}

int
main (void)
{
  const BenchFigure figures[] = {
    { .name = "documents/window-first-picture",
      .unit = "file",
      .n = 1,
      .prepare = close_window,
      .func = open_window,
      .baseline_name = "a window with nothing but a word",
      .baseline_prepare = close_window,
      .baseline = open_empty_window },
    { .name = "documents/window-next-file",
      .unit = "file",
      .n = 1,
      .prepare = prepare_next,
      .func = show_next,
      .baseline_name = "the same page drawn without a window",
      .baseline = draw_alone },
  };
  Bench bench = { .file = load_file () };

  adw_init ();
  /* the first window of a program loads fonts, icons and style */
  open_window (&bench);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    bench_measure (&figures[i], &bench);
  close_window (&bench);
  g_bytes_unref (bench.file);
  return 0;
}
