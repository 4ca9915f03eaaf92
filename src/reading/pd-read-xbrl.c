/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "package/pd-xml.h"
#include "reading/pd-read-private.h"

#include <string.h>

#define SURE 100

/* The instances of the Ministry of Finance (standards §11.4) call a thing the same in every taxonomy, but "Fare": the
 * whole price of a railway ticket, and a part of that of a flight. Those of fully digitalised invoices have the names of
 * EInvoice, and those of older ones stand in the table of dialects. */
typedef struct
{
  const char *name;
  const char *label; /* as the ticket prints it */
} Particular;

static const Particular rail[] = {
  { "DepartureStation", "出发站" },
  { "DestinationStation", "到达站" },
  { "TrainNumber", "车次" },
  { "TravelDate", "出行日期" },
  { "DepartureTime", "开车时间" },
  { "Carriage", "车厢" },
  { "Seat", "座位" },
  { "SeatLevel", "席别" },
  { "Name", "出行人" },
  { "IdNumber", "有效身份证件号" },
  { "ETicketNumber", "电子客票号" },
  { "ElectronicTicketNumber", "电子客票号" },
  { "TypeOfBusiness", "业务类型" },
  { "TaxRate", "税率" },
  { NULL },
};

static const Particular air[] = {
  { "PassengerName", "旅客姓名" },
  { "ValidIdNumber", "有效身份证件号码" },
  { "Endorsement", "签注" },
  { "Fare", "票价" },
  { "FuelSurcharge", "燃油附加费" },
  { "VatRate", "增值税税率" },
  { "VatTaxAmount", "增值税税额" },
  { "CivilAviationDevelopmentFund", "民航发展基金" },
  { "OtherTaxes", "其他税费" },
  { "ETicketNumber", "电子客票号码" },
  { "VerificationCode", "验证码" },
  { "PromptInformation", "提示信息" },
  { "Insurance", "保险费" },
  { "AgentCode", "销售网点代号" },
  { "IssueParty", "填开单位" },
  { "IssuingStatus", "开具状态" },
  { "MarkingOfDomesticOrInternational", "国内国际标识" },
  { NULL },
};

static const Particular flight[] = {
  { "DepartureStation", "出发地" },
  { "DestinationStation", "到达地" },
  { "Carrier", "承运人" },
  { "Flight", "航班号" },
  { "Class", "座位等级" },
  { "CarrierDate", "出行日期" },
  { "DepartureTime", "出行时间" },
  { "FareBasis", "客票级别/客票类别" },
  { "EffectiveDate", "客票生效日期" },
  { "ExpirationDate", "有效截止日期" },
  { "FreeBaggageAllowance", "免费行李" },
  { NULL },
};

static char *
child_text (const xmlNode *element, const char *name)
{
  const xmlNode *child = pd_xml_child (element, name);

  return child != NULL ? pd_xml_text (child) : NULL;
}

static void
add_particulars (PdReading *self, const xmlNode *element, const Particular *table, guint group)
{
  for (; table->name != NULL; table++)
    {
      g_autofree char *text = child_text (element, table->name);

      pd_reading_add_particular (self, PD_READING_SOURCE_XML, group, table->label, text);
    }
}

static void
offer (PdReading *self, PdReadingField field, const xmlNode *root, const char *name)
{
  g_autofree char *text = child_text (root, name);

  pd_reading_offer (self, field, PD_READING_SOURCE_XML, SURE, text);
}

static void
take_rail (PdReading *self, const xmlNode *root)
{
  pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_XML, SURE, "rail");
  offer (self, PD_READING_TOTAL, root, "Fare");
  offer (self, PD_READING_AMOUNT, root, "TotalAmountExcludingTax");
  offer (self, PD_READING_TAX, root, "TaxAmount");
  offer (self, PD_READING_BLUE_NUMBER, root, "NumberOfOriginalInvoice");
  add_particulars (self, root, rail, 0);
}

static void
take_air (PdReading *self, const xmlNode *root)
{
  guint group = 0;

  pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_XML, SURE, "air");
  offer (self, PD_READING_TOTAL, root, "TotalAmount");
  offer (self, PD_READING_TAX, root, "VatTaxAmount");
  add_particulars (self, root, air, 0);
  for (const xmlNode *child = pd_xml_first (root); child != NULL; child = pd_xml_next (child))
    if (g_str_equal (pd_xml_name (child), "DetailInformationOfAirTicketTuple"))
      add_particulars (self, child, flight, group++);
}

/* The receiver's view of an older invoice has its code and number in one. */
static void
take_unique_code (PdReading *self, const xmlNode *root)
{
  g_autofree char *text = child_text (root, "UniqueCodeOfInvoice");
  g_autofree char *code = NULL;

  if (text == NULL || strlen (text) != 20 || strspn (text, "0123456789") != 20 ||
      pd_xml_child (root, "NumberOfInvoice") != NULL)
    return;
  code = g_strndup (text, 12);
  pd_reading_offer (self, PD_READING_CODE, PD_READING_SOURCE_XML, SURE, code);
  pd_reading_offer (self, PD_READING_NUMBER, PD_READING_SOURCE_XML, SURE, text + 12);
}

/*< private >
 * pd_read_is_xbrl:
 * @root: the root of an XML file
 *
 * Returns: whether it is an instance of XBRL
 */
gboolean
pd_read_is_xbrl (const xmlNode *root)
{
  return g_str_equal (pd_xml_name (root), "xbrl");
}

/*< private >
 * pd_read_xbrl:
 * @self: a reading
 * @root: the root of an instance, whose common names have been read
 *
 * Offers what railway tickets and air itineraries have of their own.
 */
void
pd_read_xbrl (PdReading *self, const xmlNode *root)
{
  g_autofree char *code = child_text (root, "QrCode");

  if (pd_xml_child (root, "ElectronicInvoiceRailwayETicketNumber") != NULL)
    take_rail (self, root);
  else if (pd_xml_child (root, "ElectronicInvoiceAirTransportReceiptNumber") != NULL)
    take_air (self, root);
  take_unique_code (self, root);
  if (code != NULL)
    pd_read_qr_text (self, code);
}
