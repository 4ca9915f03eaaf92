/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-layout.h"
#include "ofd/pd-ofd-private.h"

#include <math.h>
#include <string.h>

/* Characters and objects of one page that are looked at. */
#define MAX_CHARS 200000
#define MAX_OBJECTS 100000

/* One collection of the text of a page. */
typedef struct
{
  PdOfdContent *content;
  GPtrArray *runs;
  gboolean is_template;
  guint n_chars;
  guint n_objects;
} Collection;

static void
run_free (gpointer data)
{
  PdOfdRun *run = data;

  g_free (run->object_id);
  g_free (run->text);
  g_array_unref (run->chars);
  g_free (run);
}

static PdOfdChar
place_char (const PdOfdGlyph *glyph, double size, const cairo_matrix_t *matrix)
{
  PdOfdChar place = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE, glyph->character };

  for (guint corner = 0; corner < 4; corner++)
    {
      double x = glyph->x + (corner % 2 == 1 ? glyph->advance : 0);
      double y = glyph->y + (corner / 2 == 1 ? PD_OFD_DESCENT : -PD_OFD_ASCENT) * size;

      cairo_matrix_transform_point (matrix, &x, &y);
      place.x0 = MIN (place.x0, x);
      place.y0 = MIN (place.y0, y);
      place.x1 = MAX (place.x1, x);
      place.y1 = MAX (place.y1, y);
    }
  return place;
}

/* Whether @glyph goes on where @before left off: on the same line, or under it in a column. */
static gboolean
follows (const PdOfdGlyph *before, const PdOfdGlyph *glyph, double size)
{
  double dx = glyph->x - before->x;
  double dy = glyph->y - before->y;

  if (glyph->starts_code)
    return FALSE;
  if (fabs (dy) < size * 0.3)
    return dx > -size * 0.1 && dx < before->advance + size * 1.2;
  return fabs (dx) < size * 0.1 && dy > 0 && dy < size * 2.2;
}

/* Text that stands wholly outside the page is seen by nobody; real files have some. */
static gboolean
is_on_page (const PdOfdRun *run, const PdOfdBox *box)
{
  return run->x1 > 0 && run->y1 > 0 && run->x0 < box->width * PD_OFD_POINTS &&
         run->y0 < box->height * PD_OFD_POINTS;
}

static void
end_run (Collection *self, PdOfdRun *run, GString *text)
{
  const PdOfdChar *first = &g_array_index (run->chars, PdOfdChar, 0);

  run->x0 = first->x0;
  run->y0 = first->y0;
  run->x1 = first->x1;
  run->y1 = first->y1;
  for (guint i = 1; i < run->chars->len; i++)
    {
      const PdOfdChar *place = &g_array_index (run->chars, PdOfdChar, i);

      run->x0 = MIN (run->x0, place->x0);
      run->y0 = MIN (run->y0, place->y0);
      run->x1 = MAX (run->x1, place->x1);
      run->y1 = MAX (run->y1, place->y1);
    }
  run->text = g_string_free (text, FALSE);
  if (is_on_page (run, &self->content->page->box))
    g_ptr_array_add (self->runs, run);
  else
    run_free (run);
}

static void
collect_text (Collection *self, const xmlNode *object, const cairo_matrix_t *matrix)
{
  g_autoptr (GArray) glyphs = pd_ofd_layout_text (object, pd_ofd_estimated_advance, NULL);
  g_autofree char *id = pd_xml_attribute (object, "ID");
  PdOfdRun *run = NULL;
  GString *text = NULL;
  double size = 0;

  pd_ofd_number (object, "Size", &size);
  for (guint i = 0; i < glyphs->len && self->n_chars < MAX_CHARS; i++, self->n_chars++)
    {
      const PdOfdGlyph *glyph = &g_array_index (glyphs, PdOfdGlyph, i);
      PdOfdChar place = place_char (glyph, size, matrix);

      if (glyph->character == 0)
        continue;
      if (run != NULL && !follows (glyph - 1, glyph, size))
        {
          end_run (self, run, text);
          run = NULL;
        }
      if (run == NULL)
        {
          run = g_new0 (PdOfdRun, 1);
          run->object_id = g_strdup (id != NULL ? id : "");
          run->is_template = self->is_template;
          run->chars = g_array_new (FALSE, FALSE, sizeof (PdOfdChar));
          text = g_string_new (NULL);
        }
      g_array_append_val (run->chars, place);
      g_string_append_unichar (text, glyph->character);
    }
  if (run != NULL)
    end_run (self, run, text);
}

static void
collect (Collection *self, const xmlNode *parent, const cairo_matrix_t *outer, guint depth)
{
  if (depth > PD_OFD_MAX_DEPTH)
    return;
  for (const xmlNode *node = pd_xml_first (parent); node != NULL; node = pd_xml_next (node))
    {
      const char *name = pd_xml_name (node);
      PdOfdBox boundary = { 0, 0, 0, 0 };
      cairo_matrix_t matrix, move;

      if (self->n_objects++ > MAX_OBJECTS || !pd_ofd_is_true (node, "Visible", TRUE))
        continue;
      pd_ofd_matrix (node, &matrix);
      pd_ofd_attribute_box (node, "Boundary", &boundary);
      cairo_matrix_init_translate (&move, boundary.x, boundary.y);
      cairo_matrix_multiply (&matrix, &matrix, &move);
      cairo_matrix_multiply (&matrix, &matrix, outer);
      if (g_str_equal (name, "TextObject"))
        collect_text (self, node, &matrix);
      else if (g_str_equal (name, "PageBlock"))
        collect (self, node, outer, depth + 1);
      else if (g_str_equal (name, "CompositeObject"))
        {
          g_autofree char *id = pd_xml_attribute (node, "ResourceID");
          PdOfdResource *unit = pd_ofd_content_find (self->content, "CompositeGraphicUnit", id);
          const xmlNode *content = unit != NULL ? pd_xml_child (unit->node, "Content") : NULL;

          if (content != NULL)
            collect (self, content, &matrix, depth + 1);
        }
    }
}

static gboolean
collect_layer (const xmlNode *layer, gboolean is_template, gpointer data)
{
  Collection *self = data;
  PdOfdBox box = self->content->page->box;
  cairo_matrix_t matrix;

  self->is_template = is_template;
  cairo_matrix_init_scale (&matrix, PD_OFD_POINTS, PD_OFD_POINTS);
  cairo_matrix_translate (&matrix, -box.x, -box.y);
  collect (self, layer, &matrix, 0);
  return self->n_chars < MAX_CHARS && self->n_objects <= MAX_OBJECTS;
}

/**
 * pd_ofd_document_get_text:
 * @self: a document
 * @page: counted from 0
 *
 * Collects the text of a page and its templates with its places, in the order in which it is painted. Fonts are not
 * needed for it: how wide a character is, is told by where the next one stands. Annotations are not part of it.
 *
 * Returns: (transfer full): of #PdOfdRun; empty where the page cannot be read
 */
GPtrArray *
pd_ofd_document_get_text (PdOfdDocument *self, guint page)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func (run_free);
  g_autoptr (PdOfdContent) content = pd_ofd_content_new (self, page, NULL);
  Collection collection = { content, runs, FALSE, 0, 0 };

  if (content != NULL)
    pd_ofd_content_foreach_layer (content, collect_layer, &collection);
  return runs;
}

static void
load_texts (PdOfdDocument *self, guint i, PdOfdPage *page)
{
  g_autoptr (GPtrArray) runs = pd_ofd_document_get_text (self, i);

  page->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint j = 0; j < runs->len; j++)
    {
      const PdOfdRun *run = runs->pdata[j];
      const char *before = g_hash_table_lookup (page->texts, run->object_id);

      if (!run->is_template && *run->object_id != '\0')
        g_hash_table_replace (page->texts, g_strdup (run->object_id),
                              g_strconcat (before != NULL ? before : "", run->text, NULL));
    }
}

/**
 * pd_ofd_document_get_object_text:
 * @self: a document
 * @page_id: (nullable): the id of a page, as a tag gives it; %NULL: any page
 * @object_id: the id of a text object on it
 *
 * Returns: (transfer none) (nullable): what the object says, in one line; %NULL where there is no such object
 */
const char *
pd_ofd_document_get_object_text (PdOfdDocument *self, const char *page_id, const char *object_id)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      PdOfdPage *page = self->pages->pdata[i];
      const char *text;

      if (page_id != NULL && g_strcmp0 (page->id, page_id) != 0)
        continue;
      if (page->texts == NULL)
        load_texts (self, i, page);
      text = g_hash_table_lookup (page->texts, object_id);
      if (text != NULL)
        return text;
    }
  return NULL;
}
