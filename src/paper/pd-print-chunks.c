/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-chunks.h"

static void
chunk_free (gpointer data)
{
  PdPrintChunk *chunk = data;

  g_array_unref (chunk->items);
  g_free (chunk);
}

static PdPrintChunk *
add_chunk (GPtrArray *chunks, guint first)
{
  PdPrintChunk *chunk = g_new0 (PdPrintChunk, 1);

  chunk->first = first;
  chunk->items = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (chunks, chunk);
  return chunk;
}

static const PdPlacement *
last_placement (const PdPrintSheet *sheet)
{
  return &g_array_index (sheet->placements, PdPlacement, sheet->placements->len - 1);
}

/* Whether no document is on this sheet and on the next one. */
static gboolean
ends_between (GPtrArray *sheets, guint sheet)
{
  const PdPrintSheet *next;

  if (sheet + 1 >= sheets->len)
    return TRUE;
  next = sheets->pdata[sheet + 1];
  return last_placement (sheets->pdata[sheet])->item != g_array_index (next->placements, PdPlacement, 0).item;
}

/* The last sheet of a chunk that begins with @first: the furthest of @most that ends between two documents; a document
 * that is longer than that stays in one piece. */
static guint
find_end (GPtrArray *sheets, guint first, guint most)
{
  guint end = first;

  for (guint i = first; i < sheets->len && i - first < most; i++)
    if (ends_between (sheets, i))
      end = i + 1;
  while (end == first || !ends_between (sheets, end - 1))
    end++;
  return end;
}

/* Every document ends with the last of its pages; as a document is never torn, each is in one chunk. */
static void
collect_items (const PdPrintSheet *sheet, GArray *items)
{
  for (guint i = 0; i < sheet->placements->len; i++)
    {
      guint item = g_array_index (sheet->placements, PdPlacement, i).item;

      if (items->len == 0 || g_array_index (items, guint, items->len - 1) != item)
        g_array_append_val (items, item);
    }
}

/**
 * pd_print_chunks:
 * @stream: what is printed
 * @most: how many sheets of documents a chunk has at most, from 1; more only for a document that is longer itself
 *
 * Splits a stream into jobs for the printer, so that a printer that stops holds up little, and what is on paper can be
 * told document by document. No document is torn. The cover sheets go with the first job.
 *
 * Returns: (transfer full) (element-type PdPrintChunk): the jobs in order
 */
GPtrArray *
pd_print_chunks (const PdPrintStream *stream, guint most)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func (chunk_free);
  GPtrArray *sheets = stream->sheets;

  g_return_val_if_fail (most > 0, chunks);

  for (guint at = 0; at < sheets->len;)
    {
      PdPrintChunk *chunk = add_chunk (chunks, at == 0 ? 0 : stream->n_cover_sheets + at);
      guint end = find_end (sheets, at, most);

      for (guint i = at; i < end; i++)
        collect_items (sheets->pdata[i], chunk->items);
      chunk->n_pages = stream->n_cover_sheets + end - chunk->first;
      at = end;
    }
  return chunks;
}

/**
 * pd_print_item_pages:
 * @stream: what is printed
 * @item: which document of it
 *
 * Returns: (transfer full) (element-type guint): on which pages of the stream some of the document is, in their order
 */
GArray *
pd_print_item_pages (const PdPrintStream *stream, guint item)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < stream->sheets->len; i++)
    {
      const PdPrintSheet *sheet = stream->sheets->pdata[i];
      guint page = stream->n_cover_sheets + i;

      for (guint j = 0; j < sheet->placements->len; j++)
        if (g_array_index (sheet->placements, PdPlacement, j).item == item)
          {
            g_array_append_val (pages, page);
            break;
          }
    }
  return pages;
}
