/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-image.h"

#include <string.h>

#define HEAD 13
#define FRAME_HEAD 9
#define MAX_CODES 4096
#define MAX_CODE_BITS 12

#define EXTENSION 0x21
#define FRAME 0x2C
#define GRAPHIC_CONTROL 0xF9

/* What of the file has not been read. */
typedef struct
{
  const guint8 *at;
  gsize left;
} Reader;

/* The first picture of the file, and what it is painted on. */
typedef struct
{
  PdOfdPicture *picture;
  const guint8 *colors; /* three bytes each */
  guint n_colors;
  int transparent; /* a colour, or -1 */
  guint x, y, width, height;
  gboolean is_interlaced;
  guint n; /* dots that have been painted */
} Frame;

static const guint8 *
take (Reader *reader, gsize size)
{
  const guint8 *at = reader->at;

  if (reader->left < size)
    return NULL;
  reader->at += size;
  reader->left -= size;
  return at;
}

static guint
little_endian (const guint8 *data)
{
  return data[0] | (guint) data[1] << 8;
}

/* Returns: (nullable): the data of blocks that follow one another, each behind its length, up to one of none */
static GByteArray *
take_blocks (Reader *reader)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  for (;;)
    {
      const guint8 *length = take (reader, 1);
      const guint8 *block = length != NULL ? take (reader, *length) : NULL;

      if (block == NULL)
        return NULL;
      if (*length == 0)
        return g_steal_pointer (&data);
      g_byte_array_append (data, block, *length);
    }
}

/* Colours where @flags say that there are some; what was known before stays otherwise. */
static gboolean
take_colors (Reader *reader, guint8 flags, Frame *frame)
{
  if ((flags & 0x80) == 0)
    return TRUE;
  frame->n_colors = 2u << (flags & 7);
  frame->colors = take (reader, 3 * (gsize) frame->n_colors);
  return frame->colors != NULL;
}

/* Interlaced lines come in four passes. */
static guint
line_of (const Frame *frame, guint i)
{
  static const struct
  {
    guint first, step;
  } passes[] = { { 0, 8 }, { 4, 8 }, { 2, 4 }, { 1, 2 } };

  for (guint pass = 0; frame->is_interlaced && pass < G_N_ELEMENTS (passes); pass++)
    {
      guint n = frame->height > passes[pass].first
                    ? (frame->height - passes[pass].first - 1) / passes[pass].step + 1
                    : 0;

      if (i < n)
        return passes[pass].first + i * passes[pass].step;
      i -= n;
    }
  return i;
}

static void
paint (Frame *frame, guint8 index)
{
  guint x = frame->x + frame->n % frame->width;
  guint y = frame->y + line_of (frame, frame->n / frame->width);
  const guint8 *color = frame->colors + 3 * (gsize) index;
  guint32 dot;

  frame->n++;
  if (index == frame->transparent || index >= frame->n_colors ||
      x >= (guint) cairo_image_surface_get_width (frame->picture) ||
      y >= (guint) cairo_image_surface_get_height (frame->picture))
    return;
  dot = 0xFFu << 24 | (guint32) color[0] << 16 | (guint32) color[1] << 8 | color[2];
  memcpy (cairo_image_surface_get_data (frame->picture) +
              (gsize) y * (gsize) cairo_image_surface_get_stride (frame->picture) + 4 * (gsize) x,
          &dot, 4);
}

/* The strings that codes stand for: each is another one and a byte. */
typedef struct
{
  guint16 before[MAX_CODES];
  guint8 last[MAX_CODES];
  guint8 string[MAX_CODES];
} Codes;

/* Paints what @code stands for; returns its first byte. */
static guint8
paint_code (Frame *frame, Codes *codes, guint code, guint clear)
{
  guint n = 0;

  for (; code >= clear && n < MAX_CODES - 1; code = codes->before[code])
    codes->string[n++] = codes->last[code];
  codes->string[n++] = (guint8) code;
  for (guint i = n; i > 0 && frame->n < frame->width * frame->height; i--)
    paint (frame, codes->string[i - 1]);
  return codes->string[n - 1];
}

/* LZW, with codes that grow as there are more of them. Returns whether all dots were there. */
static gboolean
paint_data (Frame *frame, const GByteArray *data, guint min_bits)
{
  g_autofree Codes *codes = g_new0 (Codes, 1);
  guint clear = 1u << min_bits, bits = min_bits + 1, next = clear + 2, buffer = 0, n_bits = 0;
  int before = -1;
  guint8 first = 0;

  for (guint i = 0; frame->n < frame->width * frame->height;)
    {
      guint code;

      for (; n_bits < bits && i < data->len; n_bits += 8)
        buffer |= (guint) data->data[i++] << n_bits;
      if (n_bits < bits)
        return FALSE;
      code = buffer & ((1u << bits) - 1);
      buffer >>= bits;
      n_bits -= bits;
      if (code == clear)
        {
          bits = min_bits + 1;
          next = clear + 2;
          before = -1;
          continue;
        }
      if (code == clear + 1 || code > next || (code == next && before < 0) || (before < 0 && code > clear))
        return FALSE;
      if (before >= 0 && next < MAX_CODES)
        {
          codes->before[next] = (guint16) before;
          /* A code may stand for the string that it is just about to be given. */
          codes->last[next] = first;
        }
      first = paint_code (frame, codes, code, clear);
      if (before >= 0 && next < MAX_CODES)
        codes->last[next++] = first;
      if (next == 1u << bits && bits < MAX_CODE_BITS)
        bits++;
      before = (int) code;
    }
  return TRUE;
}

/* The picture stands somewhere on the ground of the file, with colours of its own or those of the file. */
static gboolean
take_frame (Reader *reader, Frame *frame, GError **error)
{
  const guint8 *head = take (reader, FRAME_HEAD);
  const guint8 *min_bits;
  g_autoptr (GByteArray) data = NULL;

  if (head == NULL)
    return pd_ofd_picture_set_damaged (error);
  frame->x = little_endian (head);
  frame->y = little_endian (head + 2);
  frame->width = little_endian (head + 4);
  frame->height = little_endian (head + 6);
  frame->is_interlaced = (head[8] & 0x40) != 0;
  if (!pd_ofd_picture_is_fit (frame->width, frame->height, error))
    return FALSE;
  if (!take_colors (reader, head[8], frame) || frame->colors == NULL ||
      (min_bits = take (reader, 1)) == NULL || *min_bits < 1 || *min_bits > 8 ||
      (data = take_blocks (reader)) == NULL)
    return pd_ofd_picture_set_damaged (error);
  cairo_surface_flush (frame->picture);
  if (!paint_data (frame, data, *min_bits))
    return pd_ofd_picture_set_damaged (error);
  cairo_surface_mark_dirty (frame->picture);
  return TRUE;
}

/* What stands before the first picture; of it only which colour shows what is under it. */
static gboolean
find_frame (Reader *reader, Frame *frame)
{
  const guint8 *kind;

  while ((kind = take (reader, 1)) != NULL && *kind == EXTENSION)
    {
      const guint8 *label = take (reader, 1);
      g_autoptr (GByteArray) data = label != NULL ? take_blocks (reader) : NULL;

      if (data == NULL)
        return FALSE;
      if (*label == GRAPHIC_CONTROL && data->len >= 4)
        frame->transparent = (data->data[0] & 1) != 0 ? data->data[3] : -1;
    }
  return kind != NULL && *kind == FRAME;
}

/*< private >
 * pd_ofd_picture_new_gif:
 *
 * Returns: (transfer full) (nullable): the first picture of a GIF, the form that many seals have; others make it move
 */
PdOfdPicture *
pd_ofd_picture_new_gif (GBytes *bytes, GError **error)
{
  Reader reader;
  Frame frame = { .transparent = -1 };
  const guint8 *head;
  gboolean is_read;

  reader.at = g_bytes_get_data (bytes, &reader.left);
  head = take (&reader, HEAD);
  if (head == NULL)
    {
      pd_ofd_picture_set_damaged (error);
      return NULL;
    }
  if (!pd_ofd_picture_is_fit (little_endian (head + 6), little_endian (head + 8), error))
    return NULL;
  frame.picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) little_endian (head + 6),
                                              (int) little_endian (head + 8));
  if (cairo_surface_status (frame.picture) != CAIRO_STATUS_SUCCESS ||
      !take_colors (&reader, head[10], &frame) || !find_frame (&reader, &frame))
    is_read = pd_ofd_picture_set_damaged (error);
  else
    is_read = take_frame (&reader, &frame, error);
  if (!is_read)
    g_clear_pointer (&frame.picture, cairo_surface_destroy);
  return frame.picture;
}
