/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-message.h"

#include <gio/gio.h>
#include <gmime/gmime.h>
#include <string.h>

#include "model/pd-attachment.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"

/* GMime 3.2 has none of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)

/* The sellers and their books are in China. */
#define TIME_ZONE_SECONDS (8 * 60 * 60)
#define BOUNDARY_CHARACTERS 32

/* The mail is in its recipient's language, not in the platform's: these words are no matter of gettext. */
typedef struct
{
  const char *subject;       /* 1: number, 2: seller */
  const char *specimen;      /* before the subject */
  const char *greeting;      /* 1: buyer */
  const char *opening;       /* 1: seller */
  const char *specimen_line; /* instead of trust */
  const char *number;
  const char *date;
  const char *total;
  const char *seller;
  const char *buyer;
  const char *files;
  const char *separator; /* between kinds of files */
  const char *closing;
  const char *file_name; /* 1: number, 2: seller, 3: ending */
  const char *test_subject;
  const char *test_text; /* 1: sender */
} Words;

static const Words chinese = {
  .subject = "电子发票 %1$s（%2$s）",
  .specimen = "【培训样张，不是发票】",
  .greeting = "%1$s：",
  .opening = "您好！%1$s为您开具的发票见附件。",
  .specimen_line = "这是培训用的样张，不是发票，不得作为凭证。",
  .number = "发票号码：",
  .date = "开票日期：",
  .total = "价税合计：",
  .seller = "销售方：",
  .buyer = "购买方：",
  .files = "附件：",
  .separator = "、",
  .closing = "如有疑问，请回复本邮件。",
  .file_name = "发票_%1$s_%2$s.%3$s",
  .test_subject = "票单：邮件设置测试",
  .test_text = "这封邮件由票单平台发出，用来测试邮件服务器的设置。收到它说明以 %1$s 的名义可以发送邮件。",
};

static const Words english = {
  .subject = "Electronic invoice %1$s (%2$s)",
  .specimen = "[Training specimen, not an invoice] ",
  .greeting = "Dear %1$s,",
  .opening = "Please find attached the invoice that %1$s has issued to you.",
  .specimen_line = "This is a training specimen. It is not an invoice and no voucher.",
  .number = "Invoice number: ",
  .date = "Issue date: ",
  .total = "Total with tax: ",
  .seller = "Seller: ",
  .buyer = "Buyer: ",
  .files = "Attached: ",
  .separator = ", ",
  .closing = "If you have questions, reply to this mail.",
  .file_name = "invoice_%1$s_%2$s.%3$s",
  .test_subject = "Piaodan: test of the mail settings",
  .test_text =
      "This mail was sent by a Piaodan platform to try out its mail server. That it arrived shows that mail "
      "can be sent from %1$s.",
};

void
pd_mail_file_free (PdMailFile *file)
{
  g_bytes_unref (file->bytes);
  g_free (file);
}

/**
 * pd_mail_ascii_address:
 * @address: an address that pd_mail_address_is_valid() has let pass
 *
 * A domain in another language is looked up by its A-labels (RFC 5891), which every server understands.
 *
 * Returns: (transfer full) (nullable): the address with them; %NULL when the domain has none
 */
char *
pd_mail_ascii_address (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;
  g_autofree char *local = at != NULL ? g_strndup (address, (gsize) (at - address)) : NULL;

  return domain != NULL ? g_strdup_printf ("%s@%s", local, domain) : NULL;
}

/* Names come from people: nothing of them may end a line. */
static char *
one_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text != NULL ? text : ""; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isprint (g_utf8_get_char (at)))
      g_string_append_unichar (line, g_utf8_get_char (at));
    else
      g_string_append_c (line, ' ');
  return g_string_free (line, FALSE);
}

static char *
field (const PdMailContent *content, guint index)
{
  return one_line (pd_record_get_text (content->invoice, index));
}

static const Words *
find_words (const char *language)
{
  return g_strcmp0 (language, PD_DELIVERY_LANGUAGE_ENGLISH) == 0 ? &english : &chinese;
}

/* The formats are the tables' own. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static char *
make_subject (const PdMailContent *content, const Words *words)
{
  if (content->invoice == NULL)
    return g_strdup (words->test_subject);

  g_autofree char *number = field (content, PD_INVOICE_NUMBER);
  g_autofree char *seller = field (content, PD_INVOICE_SELLER_NAME);
  g_autofree char *subject = g_strdup_printf (words->subject, number, seller);

  return g_strconcat (pd_record_get_flag (content->invoice, PD_INVOICE_SPECIMEN) ? words->specimen : "",
                      subject, NULL);
}

static void
append_paragraph (GString *text, const char *format, const char *value)
{
  g_string_append_printf (text, format, value);
  g_string_append (text, "\r\n\r\n");
}

static void
append_fact (GString *text, const char *label, const char *value)
{
  if (*value != '\0')
    g_string_append_printf (text, "%s%s\r\n", label, value);
}

static char *
make_file_name (const PdMailContent *content, const Words *words, const char *kind)
{
  g_autofree char *number = field (content, PD_INVOICE_NUMBER);
  g_autofree char *seller = field (content, PD_INVOICE_SELLER_NAME);
  g_autofree char *name = g_strdup_printf (words->file_name, number, seller, kind);

  return pd_attachment_plain_name (name);
}

static char *
make_text (const PdMailContent *content, const Words *words)
{
  GString *text = g_string_new (NULL);

  if (content->invoice == NULL)
    {
      append_paragraph (text, words->test_text, content->sender);
      return g_string_free (text, FALSE);
    }

  g_autofree char *number = field (content, PD_INVOICE_NUMBER);
  g_autofree char *seller = field (content, PD_INVOICE_SELLER_NAME);
  g_autofree char *buyer = field (content, PD_INVOICE_BUYER_NAME);
  g_autofree char *date = field (content, PD_INVOICE_ISSUE_DATE);
  g_autofree char *amount =
      pd_money_format (pd_record_get_integer (content->invoice, PD_INVOICE_GROSS_AMOUNT));
  g_autofree char *total = g_strconcat ("¥", amount, NULL);
  g_autofree char *kinds = pd_mail_file_kinds (content->files);
  g_autofree char *upper = g_ascii_strup (kinds, -1);
  g_auto (GStrv) parts = g_strsplit (upper, " ", -1);
  g_autofree char *files = g_strjoinv (words->separator, parts);

  append_paragraph (text, words->greeting, buyer);
  if (pd_record_get_flag (content->invoice, PD_INVOICE_SPECIMEN))
    append_paragraph (text, "%s", words->specimen_line);
  append_paragraph (text, words->opening, seller);
  append_fact (text, words->number, number);
  append_fact (text, words->date, date);
  append_fact (text, words->total, total);
  append_fact (text, words->seller, seller);
  append_fact (text, words->buyer, buyer);
  append_fact (text, words->files, files);
  g_string_append (text, "\r\n");
  append_paragraph (text, "%s", words->closing);
  g_string_append_printf (text, "%s\r\n", seller);
  return g_string_free (text, FALSE);
}

#pragma GCC diagnostic pop

static const char *
media_type (const char *kind)
{
  if (g_str_equal (kind, "pdf"))
    return "pdf";
  return g_str_equal (kind, "ofd") ? "ofd" : "xml";
}

static GMimeObject *
text_part (const char *text)
{
  GMimeTextPart *part = g_mime_text_part_new_with_subtype ("plain");

  g_mime_text_part_set_charset (part, "utf-8");
  g_mime_text_part_set_text (part, text);
  g_mime_part_set_content_encoding (GMIME_PART (part), GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT (part);
}

/* The name is said twice: by RFC 2231 as the standard wants it, and by RFC 2047 for the many programs that know no
 * better. */
static void
name_file (GMimeObject *part, const char *name)
{
  GMimeParamList *disposition, *type;

  g_mime_object_set_disposition (part, GMIME_DISPOSITION_ATTACHMENT);
  g_mime_object_set_content_disposition_parameter (part, "filename", name);
  g_mime_object_set_content_type_parameter (part, "name", name);
  disposition = g_mime_content_disposition_get_parameters (g_mime_object_get_content_disposition (part));
  type = g_mime_content_type_get_parameters (g_mime_object_get_content_type (part));
  g_mime_param_set_charset (g_mime_param_list_get_parameter (disposition, "filename"), "utf-8");
  g_mime_param_set_encoding_method (g_mime_param_list_get_parameter (disposition, "filename"),
                                    GMIME_PARAM_ENCODING_METHOD_RFC2231);
  g_mime_param_set_charset (g_mime_param_list_get_parameter (type, "name"), "utf-8");
  g_mime_param_set_encoding_method (g_mime_param_list_get_parameter (type, "name"),
                                    GMIME_PARAM_ENCODING_METHOD_RFC2047);
}

static GMimeObject *
file_part (const PdMailContent *content, const Words *words, const PdMailFile *file)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (file->bytes, &size);
  g_autofree char *name = make_file_name (content, words, file->kind);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (bytes, size);
  g_autoptr (GMimeDataWrapper) data =
      g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  GMimePart *part = g_mime_part_new_with_type ("application", media_type (file->kind));

  g_mime_part_set_content (part, data);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  name_file (GMIME_OBJECT (part), name);
  return GMIME_OBJECT (part);
}

static void
take_part (GMimeMultipart *multipart, GMimeObject *part)
{
  g_mime_multipart_add (multipart, part);
  g_object_unref (part);
}

/* Nobody can write a boundary into a file without knowing this mail's id; it is the same when the mail is made again. */
static GMimeObject *
make_body (const PdMailContent *content, const Words *words)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype ("mixed");
  g_autofree char *text = make_text (content, words);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content->message_id, -1);
  g_autofree char *boundary = g_strdup_printf ("=_%.*s", BOUNDARY_CHARACTERS, digest);

  g_mime_multipart_set_boundary (multipart, boundary);
  take_part (multipart, text_part (text));
  for (guint i = 0; content->files != NULL && i < content->files->len; i++)
    take_part (multipart, file_part (content, words, g_ptr_array_index (content->files, i)));
  return GMIME_OBJECT (multipart);
}

static void
add_address (GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
  g_autofree char *ascii = pd_mail_ascii_address (address);

  g_mime_message_add_mailbox (message, type, name, ascii != NULL ? ascii : address);
}

static void
set_headers (GMimeMessage *message, const PdMailContent *content, const Words *words)
{
  g_autofree char *subject = make_subject (content, words);
  g_autofree char *name = one_line (content->sender_name);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (TIME_ZONE_SECONDS);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (content->time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  if (*name == '\0' && content->invoice != NULL)
    {
      g_free (name);
      name = field (content, PD_INVOICE_SELLER_NAME);
    }
  add_address (message, GMIME_ADDRESS_TYPE_FROM, *name != '\0' ? name : NULL, content->sender);
  add_address (message, GMIME_ADDRESS_TYPE_TO, NULL, content->recipient);
  for (guint i = 0; content->copies != NULL && content->copies[i] != NULL; i++)
    add_address (message, GMIME_ADDRESS_TYPE_CC, NULL, content->copies[i]);
  g_mime_message_set_subject (message, subject, "utf-8");
  g_mime_message_set_date (message, local);
  g_mime_message_set_message_id (message, content->message_id);
  /* So that a recipient's absence is not told to us (RFC 3834). */
  g_mime_object_set_header (GMIME_OBJECT (message), "Auto-Submitted", "auto-generated", NULL);
}

/** pd_mail_file_kinds: @files: (nullable) of PdMailFile. Returns: (transfer full): "pdf ofd xml", as far as there are */
char *
pd_mail_file_kinds (GPtrArray *files)
{
  GString *kinds = g_string_new (NULL);

  for (guint i = 0; files != NULL && i < files->len; i++)
    g_string_append_printf (kinds, "%s%s", i > 0 ? " " : "",
                            ((const PdMailFile *) g_ptr_array_index (files, i))->kind);
  return g_string_free (kinds, FALSE);
}

/**
 * pd_mail_message_new:
 * @content: what the mail says, to whom
 *
 * Makes a mail (RFC 5322, MIME): plain text and the files. All of it is ASCII, so that no server has to change it; the
 * same content always makes the same bytes, so that a mail that is handed over again is the same mail. Any thread.
 *
 * Returns: (transfer full): the mail as it travels, its lines ended by CR LF
 */
GBytes *
pd_mail_message_new (const PdMailContent *content)
{
  static gsize initialized = 0;
  const Words *words = find_words (content->language);

  if (g_once_init_enter (&initialized))
    {
      g_mime_init ();
      g_once_init_leave (&initialized, 1);
    }

  g_autoptr (GMimeMessage) message = g_mime_message_new (TRUE);
  g_autoptr (GMimeObject) body = make_body (content, words);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GMimeFormatOptions *options = g_mime_format_options_new ();
  GByteArray *bytes = NULL;

  set_headers (message, content, words);
  g_mime_message_set_mime_part (message, body);
  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  g_mime_format_options_free (options);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return g_bytes_new (bytes->data, bytes->len);
}
