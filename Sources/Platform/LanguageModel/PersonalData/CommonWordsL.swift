/// The second half, L to Z, of the words that `CommonWords` holds.
enum CommonWordsL {
    static let words = """
        la lab label labor laboratory labs lace lack lackey lacks lacrosse lad ladies lady lager laid lain lair laity
        lake lakes lamas lamb lame lamp lance land lander landing landmark lands landscape lane lanes language languages
        lapping large largely larger largest lark larkspur laser lash lass lasso last lasted latch late later latest
        lathe latter laugh laughed laughing laughter launch launched laundry lava lavender law lawless lawn laws lawyer
        lax lay layer laying layman layout lead leader leaders leadership leading leads leaf leak leaks lean leaning
        leap learn learned learning learns lease leash least leather leave leaves leaving led ledger leech leek leeks
        leer left leg legacy legal legate legend legions legislation legs leisure lemma lemon lemons length lent leopard
        less lessen lesser let letter letters level levels lever levering levers levy liability libel liberal liberty
        library lick lie lied lien lies lieu life lifetime lifted light lighter lightning lights like liked likely
        likens likes lilac lily limb limbo lime limes limit limited limits linden line linear linen liner lines linger
        link links lint lion lions lips liquid lira list listed listen listening lit liter literary literature litter
        little live lived lively livers lives living livings lo loan lobe local located location locations lock locker
        locks locus locust lodge loft lofts lofty lone loner long longer longest look looked looking looks loop loose
        loosen lope lore lose loser losing loss lost lot loth lotus loud louder lout love loved lovely lover loving low
        lower lowers lowest loyal loyalty luck lucky lull lullaby lunch lung lush lust luster lusty lute lye lying lyric
        lyrics ma mace machine macho mad made mads magazine magazines magic magnolia maid maiden maidens mail mailman
        main mainland mainly mainstream maintain maintained maintenance maize majestic majesty major majority majors
        make maker makes making malady male males mall mallet mallow man manage managed management mane manes manger
        mango mania manifold manly manna manner manners manor mantle manual manufacturing many map maple marble mare
        marigold marina marine mariner marines mark marked marker market marketing markets marking marks marlin maroon
        marriage married marrow marry marsh marshal martial martyr marvel mas mascot mash mask mass massing massive mast
        master masters mat match matches mate material materials mates math matter matters maverick maw max maxim maxima
        maximize maximum may maybe mayo mayor mayoral maze me mead meadow meadows meager meal meals mean meaning means
        meant measure measures meat mechanic medal media median mediate medical medication medications medicine medieval
        medium medley meet meeting meetings mellow melody member members memo memory memos men mend mental mention
        mentioned merchant mercury mercy merely meridian merit merry mess message messenger messiah messing met meta
        metal meter method methods metro metropolitan mettle mi mica microphone middle might mighty mikes milder mile
        miles military milk mill miller millet milling million millions mills mimes min mince mind mine miner miners
        mines mingle mini minimum mink minks minnow minor minors minster minus minute minutes miracle mirror miser miss
        missed missing mission mist misty mitten mix mixed mixer mo moan moat moats mobile mock mode model models modern
        modest modified mohair mole moles moll mom moment monarch money monitoring monk monkey monks month monthly
        months mood moody moon moonlight moons moor moose moral morale more morning morrow moss mosses most mostly
        mother motion motley motor motorcycle motto mound mountain mountains mounted mounts mourning mouse mouth move
        moved movement movements moves movie movies moving mow mower mowers much mulch mule mull multiple municipal
        municipality murder murders muscle museum music musical musician musicians mussel must mustache mustard muster
        mutter mutters mutton my myrtle myself mystery myth nacho nail nails naked name named names nanny nap narrow
        nation national nations native natty natural nature naval nave naves navy nay near nearby nearing nearly neat
        necessarily necessary neck nectar need needed needle needles needs needy negative neigh neighbor neighborhood
        neighbors neither nephew nervous nest net nettles network networks neural never new newborn newcomer newer newly
        news newspaper newspapers next nice nicely nickel nickels niece nigh night nightingale nine nip nipple no noble
        nobles nobody node nodes noise nominated nomination nominations nominee none noon nor normal normally north
        northern northwest nose not notable notably notch note noted notes nothing notice noticed noun nova novel
        novella novels now nu nuclear null number numbers numerous nunnery nurse oak oar oasis oath oats obey object
        objects obliged observed obtain obtained obviously occasionally occupation occupied occur occurred occurs ocean
        octave odor off offer offered offering offers office officer officers offices official officially officials
        often oh ohm oil okay old olden older oldest oleander olive olives on once one ones ongoing online only onto
        onyx opal open opened opening opera operate operated operates operating operation operations opinion opponent
        opportunities opportunity opposed opposing opposite opposition option options or orange orchard orchid order
        ordered orders ordinary ore ores organ organic organisms organization organizations organized origin original
        originally originated other others otherwise otter our ours out outbreak outcome outcomes outdoor outdoors outer
        outlaw output outside oven ovens over overall overcast overcome overland overly ow own owned owner owners
        ownership oxygen oyster pa pace pack package paddy pagan page pages pagoda paid pain paint painted painter
        painting paintings pair paisley pal palace pale paling palm palms pals pan pancake pane pang pansy pants papa
        paper papers parade parallel parcel parchment pardon pare parent parents parish park parks parliamentary parlor
        parody parrot parsley parson part partially participants participate participated particular particularly
        parties partly partner parts party pass passage passed passenger passengers passer passes passing passion past
        pastel pastor pasture pastures patch patches path patience patient patients patron patter pattern patterns pay
        payer paying payment payments pea peace peach peaches peacock peak peaks peal peals pear pearl pears peasant
        peat pebble pebbles pedlar peek peeks peeling peer peers peg pen pence pencil pennant penning pent peony people
        peoples pepper per percent percentage perch perches perfect perform performance performances performed performer
        performing performs perhaps period periods perish permanent person personal personality personalized personnel
        persons petal petty petunia pew pharmacies pharmacists pharmacy phase pheasant philosophy phoenix phone photo
        phrase physical physics pi piano piccolo pick picked picker picket picking pickle pickup picture pictures piece
        pieces pier pies piety pigeon pikes pile piles pill pillar pillow pilot pin pinch pine pines ping pink pinks pip
        pipe piper pipes pique pitch pitcher pizza place placed places plague plain plan plane planet plank planned
        planning plans plant plants plaster plastic plate plates platform platter play played player players playing
        plays plaza pleas pleasant please pleased pleasure plenty plot plough plover pluck plum plumber plump plus plush
        ply pocket pod poem poet poetry point pointed pointer pointing points poke pol pole poles police policies policy
        polio polite political politician politics polka poll pollen polo poncho pond ponder ponds pontiff pool poor pop
        poppy popular popularity populated population populations populous porch pore port portal porter portion
        portrayed ports poses posing position positions positive possession possibility possible possibly post postal
        poster pot potash potential potentially potter pouch pound pounds pour poverty power powerful powers practical
        practice practices prairie praise praised pray prayer precious precise premiered premium prepare prepared
        preparing presence present presented presents president presidential press pressure presto presume pretty
        prevent previous previously prey price prices pricing pride priest priestly primarily primary prime primes
        primrose prince princess principal principle principles print printers prior prison private privateer prize
        probably problem problems procedures process processes processing prodigy produce produced producer producers
        produces producing product production productivity products professional professionally professor profit program
        programs progress project projects prom prominent promise promised promises promote promoted promotion proper
        properties property prophet proposal propose proposed prose prosper protect protected protection protest proud
        prove proved provide provided provider providers provides providing province provision prow prudence prudent pry
        psalm psychological public publication publicly published publishing pucker puff pull pulled pulley pulling
        pulse pump pun punch punches punishment punt punter pupa pupils purchase purchased pure purity purple purpose
        purposes purser pursue push pushed pushing put putt putting qua quails quality quarry quarter quarto quay queen
        query quest question questions quick quickly quiet quill quince quirk quite quiver quivers quote race racer
        races racing rack radar radio radon rafter raid rail railing railroad railway rain rainbow rainforest rains
        rainwater rainy raise raised raising rake rakes ram ramming ramp ran ranch rancher rang range ranger ranging
        rank ranked ranks ransom rape rapid rapidly rapper rare rarely rash raspberry rate rates rather rattan rave
        raven ravens raw ray razor re reach reached reaching reaction read reader reading ready real reality really
        reams reap reaper rear reason reasonable reasons rebel rebellion receive received receiving recent recently
        recognition recognize recognized recommended record recorded recording records rector red redder reddish redo
        reduce reduced reducing reduction reeds reef reefer reel reels reeve refer reference referred referring refers
        reform refused regal regard regarded regarding regards regime region regional regions register registered
        regular regularly regulations reign rein reins rejected related relation relations relationship relationships
        relative relatively release released relevant relic religion religious remain remained remaining remains
        remedies remedy remember remembered remote removed renamed rend render renter repeated replace replaced replied
        reply report reported reporting reports represent representation representations representative represented
        represents repress reputation request require required requirement requirements requires research researchers
        residential residents resides resistance resolution resources respect respectively respond response
        responsibility responsible rest restaurant restaurants restored result resulted resulting results retired retort
        return returned returning returns reusing reveal revealed revel revels revenue revere review reviewed reviews
        reward rhyme rhymes rhythm rice rich richer riches richest riddle riddles ride rider rides ridge ridges riding
        riff right rights rim ring ringer rings rink rinks ripple rise risen rising risk rival river rivers rm road
        roads roam robe robes robust rock rocker rockers rocket rocks rocky rod rode roe rogue role roles roll roller
        rolling rolls romance romantic romp rood roof rook room rooms root roots rope ropes rose rosemary roses rosette
        rosier rosy rote rotunda rough roughly roulette round rounds rouse rout route rover row rower rows royal royalty
        ruble ruby rudder ruddy rude ruder rue ruff rugby rule ruled rules ruling rump run rune rung runner running runs
        rural ruse rush rushing russet rust rusty rye saber sack sacks sad safe safer safety saffron saga sage sages
        sago said sailor sailors sails saint sake sale sales saliva salmon salon salsa salt salts salvage same sample
        samples sand sands sandy sane sang sans sapphire sari saris sat satchel satellite satin satisfaction satisfied
        sauce saucer savage savanna save saver saving savory saw say saying says scale scales scarce scarlet scene
        scenes schedule scheduled scholar scholars school schooling schools schooner science scientific scientists score
        scored scores scrape screen screenplay screenwriter screws script scripture sculpture sea seal seals seaman
        seamen sear search seashore season seasons seat seated seats seaward second secondary secret section sections
        sector secure security sedimentary see seed seeds seeing seek seeking seem seemed seems seen sees seized
        selected selection self sell seller sellers selling sells semen send sender senior sense sensing sensor sent
        sentence sentences separate separated sequel sequence sequin serene serenity sergeant series serious sermon
        sermons serum servant servants serve served server serves service services serving session sessions set sets
        setter setters setting settle settled settlement settler settles seven seventh sever several severance severe
        sewer sex sexual shade shadow shady shaggy shake shall shallow sham shape share shared shark sharp sharper shave
        shawl she shear shearing shears shed sheep sheer sheets shell shelling shells shelter shepherd sheriff sherry
        shield shields shilling shillings shim shine shines shingles shining ship ships shires shirt shirts shiver
        shivers shoals shock shoe shoemaker shoes shone shook shooting shop shopping shore shores short shorten shorter
        shortly shorts shot should shoulder shoulders shouts shove show showed showers showing showman shown shows shut
        shutter shutters shy sic sick sickle sickles side sides sidewalk sierra sieve sight sign signed significant
        significantly signing signs silence silk sill silos silver silversmith similar simmering simple simpler simply
        sin since sincere sine sing singer singing single singles sings sink sinks sinner sinning sins sis sister
        sisters sit sitar sitcom site sites sits sitting situ situated situation situations six sixth size skateboard
        skates ski skier skiing skill skilled skills skin sky slack slain slaughter slay sledge sleek sleep sleeper
        sleeping sleet sleigh slice slick slicker slide slider slight slightly slim slipper slot slow slowly sly smack
        small smaller smart smile smiles smiling smock smoke smoker smoking smooth snake snare snide snow snowball
        snowman snowy so sober soccer social socialist society socks soda soft software soil solace solar sold solders
        soldier soldiers sole solely soles solid solo solution solutions some someone something sometimes somewhat son
        song songs songwriter sons soon sorrel sorrow sorry sort sought soul sound sounds sour source sources south
        southerly southern southward southwest sovereign sow space spaces spade spake span spar spare spark sparkle
        sparks sparrow speak speaker speaking speaks spear spearing spears special species specific specifically speck
        specter speech speed speedy spell spells spend spending spent spice spies spike spikes spindle spine spinner
        spire spirit splinter split spoke spoken spoon spore sport sports sportsman spot spotted sprang spray spread
        spring springs sprinkle sprinkles sprout spruce sprung square stable stabs stack stacks stadium staff stage
        stages stain stains stair stairs stake stalker stall stallion stalls stammer stamp stamps stand standard
        standards standing stands staple star starch stare stark starling starred starring starry stars start started
        starting starts startup stash state stated statement station stations statue status stave staves stay stayed
        stead steady steam steed steel steely steep steer stellar stem stencil step steppe stepped steps sterling stern
        steward stick sticker stiff stile still stills stilts stirrup stitch stock stocking stocks stokes stole stone
        stoner stones stood stoop stoops stop stopped stops storage store stored stores storey stories stork storks
        storm storms stormy story stout stove stow straight strain strait strand strange stranger strategic strategies
        strategy straw strawberry straws stray stream streamline streams street streets strength stretch stride strife
        strike striker string stringer striped strode stroll strong stronger strongly struck structure structures
        struggle stuck student students studied studies studio study studying stuff stump sturdy style styles sub
        subject subjects submitted subscription subsequent subsequently substance substantial subway succeeded success
        successful successfully successor such suddenly suet suffered sufficient sugar suggest suggested suggests
        suicide suing suit suitable suite suitor suits sullen sully sultan sultana sum summer summers summit summons sun
        sunflower sung sunglasses sunny sunset sunshine supper supple supplies supply support supported supporters
        supporting supports supposed sure surface surgeon surprise surprised surrounded surrounding suspended
        sustainable swagger swallow swallows swam swamp swan sward swarm sweat sweater sweep sweet sweeten sweets swell
        swift swim swimmer swimming swims swing switch switcher sword swords sylvan symphony symptoms system systems
        tabby table tables tack tad tag tags tail tailor tailored take taken taker takes taking tale talent talk talking
        talks tall tally tan tango tank tanker tanks tansy tape taper target task tasks taste tat tatters taught tax
        taxes tea teach teacher teachers teaching teal team teams tear tears tease technical techniques technology tee
        teeth television tell tellers telling tells temperance temperature temperatures tempest temple temples ten
        tenant tend tennis tenor tent tentacles tequila term terms terrace terrible territories territory test testing
        tests text than thank that thatch the theater theatre thee their them theme themselves then theorem theory there
        therefore these they thick thin thing things think thinking third thirty this thistle thong thorn thorns those
        thou though thought thoughts thousand thousands thrall thrash threat threatened threats three threw thrill
        thriller throne through throughout throw thrower throwing thrown thunder thus thy thyme tick tie tied tier tiger
        till timber timbers time times tin tine tinker tiny tipping tired title titled titles tittle to tobacco today
        together token told toll tomb tombs tome ton tone tones tongue tonic tons too took tool tools top topaz topic
        topping toppings torn torrent total tote toting touch touched tour tourism tourist tourists tournament tow
        toward towards towels tower towers town towns toy toys trace track tracking tracks trade trader tradition
        traditional traffic trail train trained trainer training trains tram tramp tranquil transferred transition
        translated translation transport transportation travel traveled traveling traverse treasure treat treated
        treatment tree trees tremble trench trend tress trial tribe tribes trick tricks tried tries trim trinity trio
        trip triplet triumph troll troop troops tropical troth trouble troupe trouser trout truck trucks true truly
        trumps trundle trunk truss trust trusty truth try trying tuft tufts tuition tulip tune tuning turn turned
        turning turns turtle tutor tweed tweet twelve twenty twice twilight twist two type types typical typically
        ultimately um umbrella unable unavailable under understand understanding understood uniform unique unit units
        unity universal universe universities university unknown unless unlike unsuccessful until unusual upcoming
        uphold upon upper upright urban us usage use used useful user users uses usher using usual usually utter vale
        valley valor valuable value values van vane vanes vanish variations variety various vary vast veal vegetation
        vehicle vehicles veil vein veld velvet venerable vent venture verge verity version versions very vesper vessel
        vessels vest veto vi via vice victims victor victory video videos view viewed views vigil vigilante vigor vile
        villa village villages villas vine vines viola violence violent violet virtue visage viscera visible vision
        visit visited visiting visitors visor visual vital vocal vocalist vocals voice volume vote voted voter vowels
        waddle wafer wage wager wages wagon wait waiting waits wake walk walked walkers walking walks wall wallet
        walling walls waltz wand wander wanders want wanted wants war ward warden ware wares warm warn warning warns
        warp warring warrior wary was wash washer washing wasp waste watch watched watcher watches watching watchman
        water waterfall waters wave waves wax way ways weak weakly wealth weapon weapons wear wearing wears weary weasel
        weather weathers weaver weavers weaving web website wedding wedge wedlock wee weed week weekly weeks weight
        welcome welder welding well wen wend went were west western wet wetter whack what whatever wheat wheel wheeler
        wheeling when whenever where whereas whether which while whilst whisper whistle whit white whiter whites who
        whole wholly whom whose why wicker wide widely widen wider widespread widow wiener wife wig wild wilder wilds
        will willing willow wilt wimpy win wince wind window windows windy wine wines wing winger wings wink winner
        winners winning wins winter winters wire wires wisdom wise wisely wiser wish wished wisteria witch with within
        without witty wolf woman women won wonder wonderful wonders woo wood wooden woodland woodman woods woody wool
        woolen word words wore work worked worker workers working workings workman works world worlds worldwide worm
        wormwood worn worse worst worth worthy would wreath wren wrench wrestling wrinkle wrinkles write writer writers
        writes writing written wrong wrote wry yard yards yarn yaw ye yeah year yearling years yeast yell yellow yen yes
        yet yield yielding yore you young younger youngest your yours yourself youth zeal zen zenith zephyr zero zone
        """
}
