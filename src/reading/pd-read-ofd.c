/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "ofd/pd-ofd-draw.h"
#include "package/pd-zip.h"
#include "reading/pd-joined-text.h"
#include "reading/pd-read-private.h"
#include "reading/pd-signature-private.h"
#include "reading/pd-xml-dialects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How sure the sources are that only this format has. */
#define DATA_SURE 97
#define TAG_SURE 95
/* Objects that one tag names, and all of them: five thousand lines have nine fields each. */
#define MAX_REFERENCES 1000
#define MAX_ALL_REFERENCES 60000
/* Attached XML files that are looked at. */
#define MAX_ATTACHMENTS 50
/* An invoice of 2 000 lines has some 170 pages. */
#define MAX_PAGES 200
#define MAX_MICROSECONDS (20 * G_USEC_PER_SEC)
/* A QR code is a picture of this side, points. */
#define MIN_CODE 25.0
#define MAX_CODE 220.0
/* The side that a picture of a code is drawn with, pixels: mostly the smaller one does, in a fourth of the time. There is
 * an eighth of it white around it. */
static const int code_pixels[] = { 220, 440 };
/* Where codes are that consist of lines, and how it is drawn. */
#define TOP_POINTS 200.0
#define PAGE_SCALE 2.5
#define MAX_PAGE_PIXELS 6000.0

/* What the tags call the fields of a line; the other names are those of the XML of 2019. */
static const struct
{
  const char *name;
  PdReadingLineField field;
} line_tags[] = {
  { "Item", PD_READING_LINE_NAME },
  { "Specification", PD_READING_LINE_SPEC },
  { "MeasurementDimension", PD_READING_LINE_UNIT },
  { "Price", PD_READING_LINE_PRICE },
  { "Quantity", PD_READING_LINE_QUANTITY },
  { "Amount", PD_READING_LINE_AMOUNT },
  { "TaxScheme", PD_READING_LINE_RATE },
  { "TaxAmount", PD_READING_LINE_TAX },
  { "Code", PD_READING_LINE_TAX_CODE },
};

/* A walk over the tags of a document. */
typedef struct
{
  PdReading *reading;
  PdOfdDocument *document;
  PdReadingLine *line; /* (nullable): the one that is being filled */
  GPtrArray *lines;    /* of PdReadingLine: those of one flat row of tags */
  gssize last;         /* the field of a line that came last, or -1 */
  guint n_references;
  gboolean by_columns; /* all of one field before the next, not line by line */
} TagWalk;

static const PdXmlField *
find_field (const PdXmlField *table, const char *name)
{
  for (; table->path != NULL; table++)
    if (g_str_equal (table->path, name))
      return table;
  return NULL;
}

static gssize
find_line_tag (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (line_tags); i++)
    if (g_str_equal (line_tags[i].name, name))
      return (gssize) i;
  return -1;
}

static void
take_notes (PdReading *self, PdOfdDocument *document)
{
  GPtrArray *notes = pd_ofd_document_get_notes (document);

  for (guint i = 0; i < notes->len; i++)
    {
      const PdOfdNote *note = notes->pdata[i];
      const PdXmlField *field = find_field (pd_xml_head_fields, note->name);

      if (field != NULL)
        pd_reading_offer (self, (PdReadingField) field->field, PD_READING_SOURCE_DATA, DATA_SURE,
                          note->value);
    }
}

static gboolean
is_reference (const xmlNode *node)
{
  return g_str_equal (pd_xml_name (node), "ObjectRef");
}

/* What the objects say that a tag points at, in its order. */
static GPtrArray *
referred_texts (TagWalk *walk, const xmlNode *tag)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (const xmlNode *node = pd_xml_first (tag); node != NULL && texts->len < MAX_REFERENCES;
       node = pd_xml_next (node))
    if (is_reference (node) && walk->n_references++ < MAX_ALL_REFERENCES)
      {
        g_autofree char *page = pd_xml_attribute (node, "PageRef");
        g_autofree char *object = pd_xml_text (node);
        const char *text = pd_ofd_document_get_object_text (walk->document, page, object);

        if (text != NULL && *text != '\0')
          g_ptr_array_add (texts, (gpointer) text);
      }
  return texts;
}

static char *
join_texts (GPtrArray *texts, const char *between)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? between : "", (const char *) texts->pdata[i]);
  return g_string_free (joined, FALSE);
}

/* A total in words has no digit, one in figures has; the sign of the currency may be an object of its own. */
static gboolean
is_words (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = g_utf8_get_char (text);

      if (g_unichar_isdigit (character))
        return FALSE;
      if (g_unichar_iswide (character) && character != 0xFFE5)
        return TRUE;
    }
  return FALSE;
}

static void
take_total (TagWalk *walk, GPtrArray *texts)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; i < texts->len; i++)
    if (is_words (texts->pdata[i]))
      pd_reading_offer (walk->reading, PD_READING_WORDS, PD_READING_SOURCE_TAG, TAG_SURE, texts->pdata[i]);
    else
      g_ptr_array_add (figures, texts->pdata[i]);
  joined = join_texts (figures, "");
  pd_reading_offer (walk->reading, PD_READING_TOTAL, PD_READING_SOURCE_TAG, TAG_SURE, joined);
}

static PdReadingLine *
add_line (TagWalk *walk)
{
  PdReadingLine *line = pd_reading_add_line (walk->reading, PD_READING_SOURCE_TAG);

  if (line != NULL)
    g_ptr_array_add (walk->lines, line);
  return line;
}

static PdReadingLine *
first_without (TagWalk *walk, PdReadingLineField field)
{
  for (guint i = 0; i < walk->lines->len; i++)
    {
      PdReadingLine *line = walk->lines->pdata[i];

      if (line->values[field] == NULL)
        return line;
    }
  return NULL;
}

/* Where the tags are one flat row, a field that the line has already belongs to the next line; but where the same field
 * comes twice in a row, they go by columns. */
static void
take_line_tag (TagWalk *walk, PdReadingLineField field, GPtrArray *texts)
{
  g_autofree char *text = join_texts (texts, "");

  if (*text == '\0')
    return;
  walk->by_columns |= walk->last == (gssize) field;
  walk->last = (gssize) field;
  if (walk->by_columns)
    walk->line = first_without (walk, field);
  if (walk->line == NULL || walk->line->values[field] != NULL)
    walk->line = add_line (walk);
  if (walk->line != NULL)
    pd_reading_set_line (walk->reading, walk->line, field, text);
}

static void
take_tag (TagWalk *walk, const xmlNode *tag)
{
  const char *name = pd_xml_name (tag);
  g_autoptr (GPtrArray) texts = referred_texts (walk, tag);
  gssize line_tag = find_line_tag (name);
  const PdXmlField *field;
  g_autofree char *text = NULL;

  if (texts->len == 0)
    return;
  if (line_tag >= 0)
    {
      take_line_tag (walk, line_tags[line_tag].field, texts);
      return;
    }
  if (g_str_equal (name, "TaxInclusiveTotalAmount"))
    {
      take_total (walk, texts);
      return;
    }
  text = join_texts (texts, g_str_equal (name, "Note") ? "\n" : "");
  field = find_field (pd_xml_joined_fields, name);
  if (field != NULL)
    {
      pd_reading_offer_joined (walk->reading, (PdReadingField) field->field, PD_READING_SOURCE_TAG, TAG_SURE,
                               text);
      return;
    }
  field = find_field (pd_xml_head_fields, name);
  if (field != NULL)
    pd_reading_offer (walk->reading, (PdReadingField) field->field, PD_READING_SOURCE_TAG, TAG_SURE, text);
}

static void
start_lines (TagWalk *walk)
{
  walk->line = NULL;
  walk->last = -1;
  walk->by_columns = FALSE;
  g_ptr_array_set_size (walk->lines, 0);
}

/* As deep as pd_xml_parse() lets a tree be. */
static void
walk_tags (TagWalk *walk, const xmlNode *element)
{
  if (g_str_equal (pd_xml_name (element), "GoodsInfo"))
    start_lines (walk);
  for (const xmlNode *child = pd_xml_first (element); child != NULL; child = pd_xml_next (child))
    if (pd_xml_first (child) != NULL && is_reference (pd_xml_first (child)))
      take_tag (walk, child);
    else
      walk_tags (walk, child);
}

static void
take_tags (PdReading *self, PdOfdDocument *document)
{
  GPtrArray *tags = pd_ofd_document_get_tags (document);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  TagWalk walk = { self, document, NULL, lines, -1, 0, FALSE };

  for (guint i = 0; i < tags->len; i++)
    {
      start_lines (&walk);
      walk_tags (&walk, xmlDocGetRootElement (tags->pdata[i]));
    }
}

static gboolean
is_xml (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    data += 3;
  return size > 5 && *data == '<';
}

/* The original of an old invoice, XBRL: what the issuer's program wrote, before anything was drawn. */
static gboolean
take_attachments (PdReading *self, PdOfdDocument *document, GCancellable *cancellable, GError **error)
{
  GPtrArray *attachments = pd_ofd_document_get_attachments (document);

  for (guint i = 0; i < MIN (attachments->len, MAX_ATTACHMENTS); i++)
    {
      const PdOfdAttachment *attachment = attachments->pdata[i];
      g_autoptr (GError) why = NULL;

      if (!is_xml (attachment->content) ||
          pd_read_embedded_xml (self, attachment->content, attachment->name, cancellable, &why))
        continue;
      if (why->domain == G_IO_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      if (!g_error_matches (why, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE))
        pd_reading_warn (self, "attachment", -1, -1,
                         _ ("The file “%s” inside the OFD file is damaged and was not read."),
                         attachment->name);
    }
  return TRUE;
}

static PdTextPage *
create_text_page (PdOfdDocument *document, guint i)
{
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (document, i);
  double width, height;
  PdTextPage *page;

  pd_ofd_document_get_page_size (document, i, &width, &height);
  page = pd_text_page_new (width, height);
  for (guint j = 0; j < runs->len; j++)
    {
      const PdOfdRun *run = runs->pdata[j];

      pd_text_page_add (page, run->x0, run->y0, run->x1, run->y1, run->text);
    }
  return page;
}

static gboolean
take_text (PdReading *self, PdOfdDocument *document, GCancellable *cancellable, GError **error)
{
  guint n_pages = pd_ofd_document_get_n_pages (document);
  gint64 end = g_get_monotonic_time () + MAX_MICROSECONDS;
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);

  for (guint i = 0; i < n_pages; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (i >= MAX_PAGES || g_get_monotonic_time () > end)
        {
          pd_reading_warn (
              self, "cut", -1, -1,
              _ ("The OFD file has %1$u pages; only the first %2$u were read, which no invoice exceeds."),
              n_pages, i);
          break;
        }
      g_ptr_array_add (pages, create_text_page (document, i));
    }
  pd_read_text_pages (self, pages, PD_READING_SOURCE_TEXT);
  return TRUE;
}

static gboolean
scan_surface (PdReading *self, cairo_surface_t *surface)
{
  cairo_surface_flush (surface);
  return pd_read_qr_image (self, surface, NULL);
}

static cairo_t *
create_white (int width, int height, cairo_surface_t **surface)
{
  cairo_t *cr;

  *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cr = cairo_create (*surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  return cr;
}

static gboolean
scan_picture (PdReading *self, const PdOfdPlacedPicture *placed, int side)
{
  int margin = side / 8;
  cairo_surface_t *surface = NULL;
  cairo_t *cr;
  gboolean is_found;

  cr = create_white (side + 2 * margin, side + 2 * margin, &surface);
  cairo_translate (cr, margin, margin);
  cairo_scale (cr, (double) side / cairo_image_surface_get_width (placed->picture),
               (double) side / cairo_image_surface_get_height (placed->picture));
  cairo_set_source_surface (cr, placed->picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  is_found = scan_surface (self, surface);
  cairo_surface_destroy (surface);
  return is_found;
}

static gboolean
may_be_code (const PdOfdPlacedPicture *placed)
{
  double width = placed->x1 - placed->x0, height = placed->y1 - placed->y0;

  return width > MIN_CODE && width < MAX_CODE && height > width * 0.8 && height < width * 1.25;
}

/* A code may be drawn with lines, at the top of the page as every form has it. */
static void
scan_top (PdReading *self, PdOfdDocument *document, GCancellable *cancellable)
{
  double width, height;
  cairo_surface_t *surface = NULL;
  cairo_t *cr;

  pd_ofd_document_get_page_size (document, 0, &width, &height);
  height = MIN (height, TOP_POINTS);
  if (width * PAGE_SCALE > MAX_PAGE_PIXELS)
    return;
  cr = create_white ((int) (width * PAGE_SCALE) + 1, (int) (height * PAGE_SCALE) + 1, &surface);
  cairo_scale (cr, PAGE_SCALE, PAGE_SCALE);
  if (pd_ofd_document_draw_page (document, 0, cr, FALSE, cancellable, NULL, NULL))
    scan_surface (self, surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
take_code (PdReading *self, PdOfdDocument *document, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) pictures = pd_ofd_document_get_pictures (document, 0);

  for (gsize size = 0; size < G_N_ELEMENTS (code_pixels); size++)
    for (guint i = 0; i < MIN (pictures->len, MAX_ATTACHMENTS); i++)
      if (may_be_code (pictures->pdata[i]) && scan_picture (self, pictures->pdata[i], code_pixels[size]))
        return;
  scan_top (self, document, cancellable);
}

static void
set_read_error (const GError *why, GError **error)
{
  PdReadError code = PD_READ_ERROR_DAMAGED;

  if (g_error_matches (why, PD_ZIP_ERROR, PD_ZIP_ERROR_ENCRYPTED) ||
      g_error_matches (why, PD_OFD_ERROR, PD_OFD_ERROR_ENCRYPTED))
    code = PD_READ_ERROR_ENCRYPTED;
  else if (g_error_matches (why, PD_ZIP_ERROR, PD_ZIP_ERROR_TOO_LARGE) ||
           g_error_matches (why, PD_ZIP_ERROR, PD_ZIP_ERROR_UNSAFE) ||
           g_error_matches (why, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE) ||
           g_error_matches (why, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE))
    code = PD_READ_ERROR_TOO_LARGE;
  else if (g_error_matches (why, PD_OFD_ERROR, PD_OFD_ERROR_FORMAT))
    code = PD_READ_ERROR_FORMAT;
  g_set_error_literal (error, PD_READ_ERROR, (int) code, why->message);
}

/*< private >
 * pd_read_ofd:
 *
 * Reads an OFD file: the data in its head, what its tags point at, XML inside it (standards §11.2), the text of its pages
 * by place, its QR code, and whether it is still what was signed.
 */
gboolean
pd_read_ofd (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, cancellable, &why);

  if (document == NULL)
    {
      if (why->domain == G_IO_ERROR)
        g_propagate_error (error, g_steal_pointer (&why));
      else
        set_read_error (why, error);
      return FALSE;
    }
  if (pd_ofd_document_get_n_missing (document) > 0)
    pd_reading_warn (self, "missing", -1, -1, "%s",
                     _ ("A part of the OFD file is damaged or missing. What can be read of it is shown; ask "
                        "for the file again."));
  take_notes (self, document);
  take_tags (self, document);
  if (!take_attachments (self, document, cancellable, error) ||
      !take_text (self, document, cancellable, error))
    return FALSE;
  take_code (self, document, cancellable);
  pd_reading_take_signatures (self, pd_signatures_of_ofd (document, cancellable));
  return TRUE;
}
