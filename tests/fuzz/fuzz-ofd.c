/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <string.h>

#include "ofd/pd-ofd-draw.h"
#include "ofd/pd-ofd-signature.h"
#include "zip-fixture.h"

/*
 * An input is the parts of an OFD, each below a line "== NAME"; they are zipped here. Every page is drawn, its text and
 * pictures are taken, and its signatures are checked: whatever is wrong is told, and nothing takes long. A part that is
 * written in base64 stands below a line "== NAME base64".
 */

const FuzzTarget fuzz_target = { .name = "ofd",
                                 .is_text = TRUE,
                                 .max_size = 16 * 1024,
                                 .max_time = 5 * G_TIME_SPAN_SECOND };

#define PART "== "
#define BINARY " base64"
#define MAX_PARTS 30
#define MAX_PAGES 3

static void
add_part (ZipFixture *zip, char *name, const char *text)
{
  if (g_str_has_suffix (name, BINARY))
    {
      gsize size = 0;
      guint8 *data = g_base64_decode (text, &size);
      g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);

      name[strlen (name) - strlen (BINARY)] = '\0';
      zip_fixture_add_bytes (zip, name, bytes);
    }
  else
    zip_fixture_add (zip, name, text);
}

static GBytes *
zip_parts (const char *text)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  g_auto (GStrv) parts = g_strsplit (text, PART, MAX_PARTS);

  for (guint i = 1; i < g_strv_length (parts); i++)
    {
      char *newline = strchr (parts[i], '\n');

      if (newline == NULL)
        continue;
      *newline = '\0';
      add_part (zip, parts[i], newline + 1);
    }
  return zip_fixture_to_bytes (zip);
}

static void
look_at_page (PdOfdDocument *document, guint page)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GPtrArray) omissions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (document, page);
  g_autoptr (GPtrArray) pictures = pd_ofd_document_get_pictures (document, page);
  g_autoptr (GError) error = NULL;
  gboolean is_drawn;

  cairo_scale (cr, 0.5, 0.5);
  is_drawn = pd_ofd_document_draw_page (document, page, cr, FALSE, NULL, omissions, &error);
  g_assert_true (is_drawn == (error == NULL));
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  for (guint i = 0; i < runs->len; i++)
    {
      const PdOfdRun *run = runs->pdata[i];

      g_assert_true (g_utf8_validate (run->text, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (run->text, -1), ==, (glong) run->chars->len);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = zip_parts (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, &error);
  g_autoptr (GPtrArray) signatures = NULL;

  g_assert_true ((document == NULL) == (error != NULL));
  if (document == NULL)
    return 0;
  for (guint i = 0; i < MIN (pd_ofd_document_get_n_pages (document), MAX_PAGES); i++)
    look_at_page (document, i);
  signatures = pd_ofd_document_check_signatures (document, NULL, 0, NULL);
  for (guint i = 0; i < signatures->len; i++)
    {
      const PdOfdSignature *signature = signatures->pdata[i];

      g_assert_cmpint (signature->verdict, !=, PD_OFD_VERDICT_VALID);
      g_assert_true (signature->owner == NULL || g_utf8_validate (signature->owner, -1, NULL));
    }
  return 0;
}
