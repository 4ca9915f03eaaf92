/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ofd-fixture.h"
#include "paper/pd-paper.h"

#include <string.h>

#define TEXT(x, y, text)                                                                                     \
  "<ofd:TextObject Boundary=\"" x " " y                                                                      \
  " 50 10\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"4\">" text "</ofd:TextCode></ofd:TextObject>"

static PdPaper *
open_layers (const char *layers)
{
  g_autoptr (GBytes) bytes = ofd_fixture_bytes (&(OfdFixture){ .layers = layers });
  g_autoptr (GError) error = NULL;
  PdPaper *paper = pd_paper_open (bytes, "a.ofd", NULL, &error);

  g_assert_no_error (error);
  return paper;
}

static void
draw (PdPaper *paper)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 400);
  cairo_t *cr = cairo_create (surface);

  g_assert_true (pd_paper_draw (paper, 0, cr, PD_PAPER_SCREEN, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A form is painted before what is filled in: the text reads by lines all the same. */
static void
test_text (void)
{
  g_autoptr (PdPaper) paper =
      open_layers ("<ofd:Layer>" TEXT ("10", "10", "名称") TEXT ("10", "20", "税号") TEXT ("30", "20.5", "二")
                       TEXT ("30", "10.3", "一") "</ofd:Layer>");
  g_autoptr (GArray) glyphs = pd_paper_get_glyphs (paper, 0);
  g_autofree char *text = pd_paper_get_text (paper, 0);

  g_assert_cmpuint (glyphs->len, ==, 6);
  g_assert_cmpstr (text, ==, "名称 一\n税号 二");
}

static void
test_omission (void)
{
  g_autoptr (PdPaper) paper =
      open_layers ("<ofd:Layer><ofd:ImageObject ResourceID=\"404\" Boundary=\"0 0 9 9\"/></ofd:Layer>");
  g_autoptr (PdPaper) whole = open_layers ("<ofd:Layer>" TEXT ("10", "10", "一") "</ofd:Layer>");

  g_assert_null (pd_paper_get_omission (paper, 0));
  draw (paper);
  draw (whole);
  g_assert_nonnull (strstr (pd_paper_get_omission (paper, 0), "picture"));
  g_assert_null (pd_paper_get_omission (whole, 0));
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PK\003\004rubbish", 11);
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_paper_open (bytes, "a.ofd", NULL, &error));
  g_assert_nonnull (strstr (error->message, "a.ofd"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper-ofd/text", test_text);
  g_test_add_func ("/paper-ofd/omission", test_omission);
  g_test_add_func ("/paper-ofd/damaged", test_damaged);
  return g_test_run ();
}
