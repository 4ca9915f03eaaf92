/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-pdf-text.h"
#include "reading/pd-read-private.h"
#include "reading/pd-signature-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* An invoice of 2 000 lines has some 170 pages. */
#define MAX_PAGES 200
#define MAX_MICROSECONDS (20 * G_USEC_PER_SEC)
/* A side of a page, points: five metres. */
#define MAX_SIDE 14400.0
#define MAX_ATTACHMENTS 20
#define MAX_PICTURES 8
#define MAX_ATTACHMENT_BYTES (16 * 1024 * 1024)
/* A QR code is a picture of this side, points. */
#define MIN_CODE 25.0
#define MAX_CODE 220.0
/* Pixels a point: enough for a code at the top of a page. */
#define PAGE_SCALE 2.5
#define MAX_PAGE_PIXELS 6000.0

/* Poppler 22.12 does not declare these. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PopplerPage, g_object_unref)

/* Poppler throws its tables of characters away with the last document that is open, and reading them again takes four
 * times as long as reading an invoice: one document stays open. */
static void
keep_tables (void)
{
  static const char smallest[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count "
      "1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  static gsize kept = 0;

  if (g_once_init_enter (&kept))
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (smallest, sizeof smallest - 1);

      poppler_document_new_from_bytes (bytes, NULL, NULL);
      g_once_init_leave (&kept, 1);
    }
}

static PopplerDocument *
open_document (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GError) failure = NULL;
  PopplerDocument *document;

  keep_tables ();
  document = poppler_document_new_from_bytes (bytes, NULL, &failure);
  if (document != NULL)
    return document;
  if (g_error_matches (failure, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_ENCRYPTED,
                 _ ("The PDF “%s” is locked with a password. Open it with its password, print it to a new "
                    "PDF, and take that one in."),
                 name);
  else
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_DAMAGED,
                 _ ("The PDF “%s” is cut off or damaged. Ask for the file again; this one was not changed."),
                 name);
  return NULL;
}

static gboolean
append_bytes (const char *data, gsize size, gpointer array, GError **error)
{
  GByteArray *bytes = array;

  if (bytes->len + size > MAX_ATTACHMENT_BYTES)
    {
      g_set_error_literal (error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
                           _ ("A file inside the PDF is larger than any invoice."));
      return FALSE;
    }
  g_byte_array_append (bytes, (const guint8 *) data, (guint) size);
  return TRUE;
}

/* An XML invoice or XBRL instance may be attached (standards §11.3); whatever else is there is passed over. */
static void
read_attachment (PdReading *self, PopplerAttachment *attachment, GCancellable *cancellable)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (!poppler_attachment_save_to_callback (attachment, append_bytes, array, &error))
    {
      pd_reading_warn (self, "attachment", -1, -1,
                       _ ("A file inside the PDF could not be read; the page itself was."));
      return;
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  if (g_strcmp0 (pd_read_format (bytes), "xml") != 0)
    return;
  if (!pd_read_embedded_xml (self, bytes, attachment->name != NULL ? attachment->name : "XML", cancellable,
                             &error))
    g_debug ("attachment: %s", error->message);
}

static void
read_attachments (PdReading *self, PopplerDocument *document, GCancellable *cancellable)
{
  GList *attachments =
      poppler_document_has_attachments (document) ? poppler_document_get_attachments (document) : NULL;
  guint n = 0;

  for (GList *at = attachments; at != NULL && n < MAX_ATTACHMENTS; at = at->next, n++)
    read_attachment (self, at->data, cancellable);
  g_list_free_full (attachments, g_object_unref);
}

/* The first page without text, which is a picture; or -1. */
static int
find_picture (const GPtrArray *pages)
{
  for (guint i = 0; i < pages->len; i++)
    if (((const PdTextPage *) pages->pdata[i])->boxes->len == 0)
      return (int) i;
  return -1;
}

static gboolean
has_number (PdReading *self)
{
  return pd_reading_get_values (self, PD_READING_NUMBER)->len > 0;
}

static PdTextPage *
read_page (PopplerPage *page)
{
  PdTextPage *text = pd_pdf_text_page (page);

  if (!pd_text_page_is_readable (text))
    g_ptr_array_set_size (text->boxes, 0);
  return text;
}

/* The text of the pages, as many as there is time for; none where it is not what a person sees. */
static GPtrArray *
read_pages (PdReading *self, PopplerDocument *document, GCancellable *cancellable, GError **error)
{
  guint n_pages = (guint) MAX (poppler_document_get_n_pages (document), 0);
  gint64 end = g_get_monotonic_time () + MAX_MICROSECONDS;
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);

  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (PopplerPage) page = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (i >= MAX_PAGES || g_get_monotonic_time () > end)
        {
          pd_reading_warn (
              self, "cut", -1, -1,
              _ ("The PDF has %1$u pages; only the first %2$u were read, which no invoice exceeds."), n_pages,
              i);
          break;
        }
      page = poppler_document_get_page (document, (int) i);
      if (page != NULL)
        g_ptr_array_add (pages, read_page (page));
    }
  return g_steal_pointer (&pages);
}

/* Turns back a page that is shown turned. */
static cairo_matrix_t
turned (guint turns, double width, double height)
{
  cairo_matrix_t matrix;

  cairo_matrix_init_identity (&matrix);
  if (turns == 1)
    cairo_matrix_init (&matrix, 0, -1, 1, 0, 0, width);
  else if (turns == 2)
    cairo_matrix_init (&matrix, -1, 0, 0, -1, width, height);
  else if (turns == 3)
    cairo_matrix_init (&matrix, 0, 1, -1, 0, height, 0);
  return matrix;
}

/* Draws a part of a page on white; @part is of the page turned back. */
static cairo_surface_t *
draw (PopplerPage *page, guint turns, const PopplerRectangle *part, double scale)
{
  double width = (part->x2 - part->x1) * scale;
  double height = (part->y2 - part->y1) * scale;
  double page_width, page_height;
  cairo_matrix_t matrix;
  cairo_surface_t *surface;
  cairo_t *cr;

  if (!isfinite (width) || !isfinite (height) || width < 1 || height < 1 || width > MAX_PAGE_PIXELS ||
      height > MAX_PAGE_PIXELS)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width), (int) ceil (height));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -part->x1, -part->y1);
  poppler_page_get_size (page, &page_width, &page_height);
  matrix = turned (turns, page_width, page_height);
  cairo_transform (cr, &matrix);
  poppler_page_render (page, cr);
  cairo_destroy (cr);
  return surface;
}

static gboolean
scan_part (PdReading *self, PopplerPage *page, guint turns, const PopplerRectangle *part, double scale)
{
  cairo_surface_t *surface = draw (page, turns, part, scale);
  gboolean found = surface != NULL && pd_read_qr_image (self, surface, NULL);

  if (surface != NULL)
    cairo_surface_destroy (surface);
  return found;
}

static gboolean
may_be_code (const PopplerRectangle *area)
{
  double width = area->x2 - area->x1, height = area->y2 - area->y1;

  return width > MIN_CODE && width < MAX_CODE && height > width * 0.8 && height < width * 1.25;
}

/* How far down the page that is turned back a picture reaches. */
static double
end_of (PopplerPage *page, guint turns, const PopplerRectangle *area)
{
  cairo_matrix_t matrix;
  double width, height, x[2] = { area->x1, area->x2 }, y[2] = { area->y1, area->y2 };

  poppler_page_get_size (page, &width, &height);
  matrix = turned (turns, width, height);
  for (guint i = 0; i < 2; i++)
    cairo_matrix_transform_point (&matrix, &x[i], &y[i]);
  return MAX (y[0], y[1]);
}

/* Takes the picture as it is in the file, which spares drawing the page. */
static gboolean
scan_picture (PdReading *self, PopplerPage *page, int id)
{
  cairo_surface_t *surface = poppler_page_get_image (page, id);
  gboolean found = surface != NULL && cairo_surface_get_type (surface) == CAIRO_SURFACE_TYPE_IMAGE &&
                   cairo_image_surface_get_width (surface) <= MAX_PAGE_PIXELS &&
                   cairo_image_surface_get_height (surface) <= MAX_PAGE_PIXELS &&
                   pd_read_qr_glance (self, surface);

  if (surface != NULL)
    cairo_surface_destroy (surface);
  return found;
}

/* The square picture of the code is looked at first; a code may be drawn with lines as well, at the top of the page as
 * every form has it. What stands below @bottom is of another invoice. */
static gboolean
scan_page (PdReading *self, PopplerPage *page, const PdTextPage *text, double bottom)
{
  GList *images = poppler_page_get_image_mapping (page);
  PopplerRectangle top = { 0, 0, text->width, MIN (MIN (text->height, bottom), 200) };
  gboolean found = FALSE;
  guint looked = 0;

  for (GList *at = images; at != NULL && !found && looked < MAX_PICTURES; at = at->next)
    {
      const PopplerImageMapping *image = at->data;

      if (!may_be_code (&image->area) || end_of (page, text->turns, &image->area) > bottom)
        continue;
      looked++;
      found = scan_picture (self, page, image->image_id);
    }
  poppler_page_free_image_mapping (images);
  return found || scan_part (self, page, text->turns, &top, PAGE_SCALE);
}

/* A page without text is a picture. */
static void
read_as_picture (PdReading *self, PopplerPage *page, const PdTextPage *text, GCancellable *cancellable)
{
  PopplerRectangle whole = { 0, 0, text->width, text->height };
  double scale = MIN (300.0 / 72, MAX_PAGE_PIXELS / MAX (MAX (text->width, text->height), 1));
  cairo_surface_t *surface = draw (page, text->turns, &whole, scale);
  double turned;

  if (surface == NULL)
    return;
  pd_read_qr_image (self, surface, &turned);
  pd_read_picture_text (self, surface, turned, cancellable);
  cairo_surface_destroy (surface);
}

static gboolean
read_document (PdReading *self,
               PopplerDocument *document,
               gboolean with_qr,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) pages = read_pages (self, document, cancellable, error);
  g_autoptr (PopplerPage) page = NULL;
  const PdTextPage *text;
  PdReadPlace place;
  int picture;

  if (pages == NULL)
    return FALSE;
  if (pages->len == 0)
    {
      g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_DAMAGED,
                   _ ("The PDF “%s” has no page that can be read."), pd_reading_get_file (self));
      return FALSE;
    }
  read_attachments (self, document, cancellable);
  place = pd_read_text_pages (self, pages, PD_READING_SOURCE_TEXT);
  picture = has_number (self) ? -1 : find_picture (pages);
  if (picture >= 0)
    place = (PdReadPlace){ (guint) picture, G_MAXDOUBLE };
  page = poppler_document_get_page (document, (int) place.page);
  text = pages->pdata[place.page];
  if (page == NULL || !with_qr ||
      !(text->width > 0 && text->width < MAX_SIDE && text->height > 0 && text->height < MAX_SIDE))
    return TRUE;
  if (picture >= 0)
    read_as_picture (self, page, text, cancellable);
  else
    scan_page (self, page, text, place.bottom);
  return TRUE;
}

/*< private >
 * pd_read_pdf_text:
 * @self: a reading, not settled
 * @bytes: a PDF; hostile
 * @cancellable: (nullable): a cancellable
 * @error: return location for a #PdReadError
 *
 * Like pd_read_pdf(), but draws nothing: the QR code is left out, and pages without text are.
 *
 * Returns: whether the file could be read
 */
gboolean
pd_read_pdf_text (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopplerDocument) document = open_document (bytes, pd_reading_get_file (self), error);

  return document != NULL && read_document (self, document, FALSE, cancellable, error);
}

gboolean
pd_read_pdf (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (PopplerDocument) document = open_document (bytes, pd_reading_get_file (self), error);

  if (document == NULL || !read_document (self, document, TRUE, cancellable, error))
    return FALSE;
  pd_reading_take_signatures (self, pd_signatures_of_pdf (document, bytes, cancellable));
  return TRUE;
}
