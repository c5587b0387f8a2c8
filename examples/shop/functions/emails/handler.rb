# Takes e-mails from the queue and sends them.
require 'aws-sdk-sesv2'
require 'json'

SES = Aws::SESV2::Client.new

def handler(event:, context:)
  event['Records'].each do |record|
    mail = JSON.parse(record['body'])
    SES.send_email(
      from_email_address: ENV.fetch('SENDER'),
      destination: { to_addresses: ["orders+#{mail['order']}@example.com"] },
      content: { simple: { subject: { data: mail['subject'] }, body: { text: { data: mail['subject'] } } } }
    )
  end
end
